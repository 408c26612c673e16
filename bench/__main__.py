"""Measure: `python -m bench [--quick] [--sizes 10000,1000000] [--write]`; `make bench ARGS=…`."""

import argparse
import json
import os
import platform
import subprocess
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import sending, table
from bench.servers import BASE, SETTINGS, Servers, Web, cpu_seconds, memory_mb, run, web

READERS = 8
YARDSTICKS = {"empty view": "/ok/", "plain list": "/lines/"}
NEWEST = "SELECT coalesce(max(id), 0) FROM feedback_opinion"
KEPT_SINCE = "SELECT raw_text FROM feedback_opinion WHERE id > {}"


def main() -> None:
    how = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-bench-")))
        bench = Bench(stack.enter_context(Servers(folder)), how)
        bench.prepare()
        with ExitStack() as webs:
            bench.open(webs)
            bench.read()
            bench.send()
        bench.tell()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small and short, to see that it runs")
    parser.add_argument("--sizes", default="", help="opinions, such as 10000,1000000")
    parser.add_argument("--seconds", type=float, default=0, help="of each run")
    parser.add_argument("--runs", type=int, default=0, help="of each page; the median counts")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/bench.md")
    how = parser.parse_args()
    how.sizes = [
        int(size)
        for size in (how.sizes or ("500,5000" if how.quick else "10000,1000000")).split(",")
    ]
    how.seconds = how.seconds or (2 if how.quick else 5)
    how.runs = how.runs or (1 if how.quick else 3)
    return how


class Bench:
    """One measurement, from empty databases to the table."""

    def __init__(self, servers: Servers, how: argparse.Namespace) -> None:
        self.servers, self.how = servers, how
        self.names = [f"of_{size}" for size in how.sizes]
        self.webs: dict[str, Web] = {}
        self.pages: dict[str, list[dict[str, Any]]] = {}
        self.runs: dict[tuple[str, str], list[table.Run]] = {}
        self.sent: dict[str, sending.Sent] = {}
        self.load_seconds: dict[str, float] = {}
        self.memory: dict[str, int] = {}

    # --- before

    def prepare(self) -> None:
        self.servers.make_database("yardstick")
        run("-m", "bench.yardstick.prepare", environment=self.servers.environment("yardstick"))
        for name, size in zip(self.names, self.how.sizes, strict=True):
            say(f"Loading {size:,} opinions")
            self.servers.make_database(name)
            environment = self.servers.environment(name)
            for command in ("migrate --no-input", "createcachetable"):
                run("manage.py", *command.split(), environment=environment)
            began = os.times().elapsed
            load = ["make_load", "--opinions", str(size)]
            run("manage.py", *load, environment=environment)
            self.load_seconds[name] = os.times().elapsed - began
            # as the work of a night leaves it
            run("manage.py", "train_proposals", environment=environment)
        static = ["collectstatic", "--no-input"]
        run("manage.py", *static, environment=self.servers.environment(self.names[0]))

    def open(self, stack: ExitStack) -> None:
        """Start the web servers and look at every page once."""
        portals = dict.fromkeys(self.names, ("participation.wsgi", "/"))
        for name, (module, knock) in (
            portals | {"yardstick": ("bench.yardstick.wsgi", "/ok/")}
        ).items():
            log = self.servers.folder / f"{name}.log"
            environment = self.servers.environment(name)
            if name == "yardstick":
                environment["DJANGO_SETTINGS_MODULE"] = "bench.yardstick.settings"
            self.webs[name] = stack.enter_context(web(module, environment, log, knock=knock))
        for name in self.names:
            told = run("-m", "bench.pages", environment=self.servers.environment(name))
            self.pages[name] = json.loads(told.splitlines()[-1])

    # --- reading

    def read(self) -> None:
        """Every page of every size, then again: what slows the machine down slows all down."""
        for number in range(1, self.how.runs + 1):
            say(f"Reading, round {number} of {self.how.runs}")
            for name, path in YARDSTICKS.items():
                self._measure("yardstick", {"name": name, "path": path})
            for place in range(len(self.pages[self.names[0]])):
                for name in self.names:
                    if self.pages[name][place]["kind"] != "sending":
                        self._measure(name, self.pages[name][place])
        self.memory = {name: memory_mb(web.process.pid) for name, web in self.webs.items()}

    def _measure(self, name: str, page: dict[str, Any]) -> None:
        web = self.webs[name]
        roots = web.process.pid, self.servers.postgresql.pid
        _wrk(web.address + page["path"], page, seconds=0.5)  # whatever is warm in service is warm
        before = [cpu_seconds(root) for root in roots]
        said = _wrk(web.address + page["path"], page, seconds=self.how.seconds)
        spent = [cpu_seconds(root) - was for root, was in zip(roots, before, strict=True)]
        each = [1000 * seconds / max(said["requests"], 1) for seconds in spent]
        self.runs.setdefault((name, page["name"]), []).append(
            table.Run(**said, web_ms=each[0], database_ms=each[1])
        )

    # --- sending

    def send(self) -> None:
        """Opinions into the largest database, then the same with Redis away."""
        self._send("with Redis")
        self.servers.redis.stop()
        self._send("Redis stopped")

    def _send(self, what: str) -> None:
        say(f"Sending, {what}")
        name = self.names[-1]
        (page,) = (page for page in self.pages[name] if page["kind"] == "sending")
        ((newest,),) = self.servers.ask(name, NEWEST)
        seconds = self.how.seconds * self.how.runs
        answers = sending.send(
            self.webs[name].address,
            path=page["path"],
            body=page["body"],
            cookie=page["cookie"],
            seconds=seconds,
            senders=READERS,
        )
        kept = sending.keys_in(
            text for (text,) in self.servers.ask(name, KEPT_SINCE.format(newest))
        )
        self.sent[what] = sending.summed_up(answers, seconds=seconds, kept=kept)

    # --- after

    def tell(self) -> None:
        """Keep every figure, print the table, put it into the document where that was asked for."""
        results = self._results()
        target = BASE / "var" / "bench.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(results, ensure_ascii=False, indent=1))
        text = self._text(results)
        print(text)
        say(f"All figures are in {target.relative_to(BASE)}")
        if self.how.write:
            document = BASE / "docs" / "bench.md"
            head, mark, _old = document.read_text().partition("<!-- measured -->\n")
            document.write_text(f"{head}{mark}\n{text}")

    def _results(self) -> dict[str, Any]:
        yardsticks = {name: table.middle(self.runs["yardstick", name]) for name in YARDSTICKS}
        pages: dict[str, Any] = {}
        for page in self.pages[self.names[-1]]:
            if page["kind"] == "sending":
                continue
            unit = yardsticks[table.YARDSTICK_OF.get(page["kind"], "plain list")]["rate"]
            sizes = {}
            for name, size in zip(self.names, self.how.sizes, strict=True):
                figures = table.middle(self.runs[name, page["name"]])
                sizes[f"{size:,}"] = figures | {"share": figures["rate"] / unit}
            pages[page["name"]] = {
                key: page[key] for key in ("kind", "queries", "bytes", "compressed")
            } | {"sizes": sizes}
            first, *_others, last = [*sizes.values(), *sizes.values()]
            pages[page["name"]]["missed"] = table.judged(page, first, last)
        return {
            "opinions": self.how.sizes,
            "yardsticks": yardsticks,
            "pages": pages,
            "sending": {what: asdict(sent) for what, sent in self.sent.items()},
            "load_seconds": self.load_seconds,
            "memory_mb": self.memory,
        }

    def _text(self, results: dict[str, Any]) -> str:
        sizes = [f"{size:,}" for size in self.how.sizes]
        yardsticks = [["yardstick", "p50", "p95", "requests/s", "web ms", "db ms"]] + [
            [name, *(f"{one[key]:.1f}" for key in ("p50", "p95", "rate", "web_ms", "database_ms"))]
            for name, one in results["yardsticks"].items()
        ]
        sent = [
            [
                "sending",
                "posts/s",
                "p50",
                "p95",
                "p99",
                "accepted",
                "sent again",
                "refused",
                "lost",
                "surplus",
            ]
        ]
        for what, one in self.sent.items():
            figures = [f"{figure:.0f}" for figure in (one.rate, one.p50, one.p95, one.p99)]
            counts = (one.accepted, one.sent_again, one.refused, one.lost, one.surplus)
            sent.append([what, *figures, *(f"{count:,}" for count in counts)])
        loads = [["load", "seconds", "MB of the web server"]] + [
            [size, f"{self.load_seconds[name]:.0f}", str(self.memory[name])]
            for size, name in zip(sizes, self.names, strict=True)
        ]
        parts = [
            _machine(self.how),
            *map(
                table.as_markdown,
                (yardsticks, table.page_rows(results["pages"], sizes), sent, loads),
            ),
        ]
        return "\n\n".join(parts) + "\n"


def _machine(how: argparse.Namespace) -> str:
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    load = os.getloadavg()[2]
    settings = ", ".join(f"{name} {value}" for name, value in SETTINGS.items())
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} on "
        f"{platform.machine()}; PostgreSQL with {settings}. {READERS} readers at once, "
        f"{how.runs} runs of {how.seconds:.0f} s each, medians; times in ms. Load of the machine "
        f"in the last quarter of an hour: {load:.1f}."
    )


def _wrk(address: str, page: dict[str, Any], *, seconds: float) -> dict[str, Any]:
    """What wrk says of so many seconds of reading one page."""
    told = {"METHOD": page.get("method", "GET"), "BODY": page.get("body", "")}
    told["COOKIE"] = page.get("cookie", "")
    command = ["wrk", "--threads", "2", "--connections", str(READERS), "--latency"]
    command += ["--duration", f"{seconds:.0f}s" if seconds >= 1 else "1s", "--timeout", "30s"]
    command += ["--script", str(BASE / "bench" / "report.lua"), address]
    environment = {name: value for name, value in told.items() if value} | {
        "PATH": os.environ["PATH"]
    }
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    said: dict[str, Any] = json.loads(done.stderr.splitlines()[-1])
    return said


def say(sentence: str) -> None:
    print(f"== {sentence}", flush=True)


if __name__ == "__main__":
    main()
