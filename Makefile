# `make run` and `make test` each suffice on a fresh Debian 12 machine; both install what is missing.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: run test coverage check fix lock bench trial

run:  ## open the portal: database, web, worker and clock; Ctrl-C stops all (PORT=8000)
	@$(PYTHON) deploy/prepare.py run
	@exec $(BIN)/python manage.py run_portal

test:  ## the whole suite on PostgreSQL and Redis, then the contract suite on SQLite
	@$(PYTHON) deploy/prepare.py test
	@exec $(BIN)/python -m tests.run $(ARGS)

coverage:  ## the whole suite again, measuring which branches it takes: 95 of 100 at least
	@$(PYTHON) deploy/prepare.py test
	@exec $(BIN)/python -m tests.run --cov

check:  ## lint, types, layers, migrations, translations, deployment
	@$(PYTHON) deploy/prepare.py test
	@exec $(BIN)/python deploy/check.py

fix:  ## what the tools can mend by themselves
	@$(PYTHON) deploy/prepare.py test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(find templates -name '*.html')

lock:  ## compile the requirements from pyproject.toml, with hashes
	$(PYTHON) deploy/lock.py

trial:  ## the long trials: every fault, 20,000 hostile inputs, accessibility in every display, load
	@$(PYTHON) deploy/prepare.py bench
	@$(PYTHON) deploy/prepare.py test
	@exec $(BIN)/python -m tests.trial

bench:  ## how quick the portal is, with ten thousand opinions and with a million (ARGS=--quick)
	@$(PYTHON) deploy/prepare.py bench
	@exec $(BIN)/python -m bench $(ARGS)
