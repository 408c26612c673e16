"""What stands in deploy/ fits what the portal itself says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.core.management import get_commands
from pytest_django.fixtures import Settings

from feedback.choices import MAX_ATTACHMENTS
from participation.checks import letters_go_out
from participation.harmless import MAX_BYTES
from tests.processes import PostgreSQL

BASE: Path = django_settings.BASE_DIR
DEPLOY = BASE / "deploy"
#: Read by `run_portal`, by deploy/compose.yaml, and before .env is.
NOT_OF_SETTINGS = {"HOST", "PORT", "POSTGRES_PASSWORD", "ENV_FILE"}
MEGABYTE = 1024 * 1024


def test_the_proxy_lets_through_what_the_form_allows() -> None:
    said = (DEPLOY / "nginx.conf").read_text()
    sizes = [int(size) for size in re.findall(r"client_max_body_size (\d+)m;", said)]

    # a megabyte for the words, and for what stands between the files
    assert sizes
    assert min(sizes) * MEGABYTE >= MAX_ATTACHMENTS * MAX_BYTES + MEGABYTE


def test_what_is_too_large_is_refused_in_both_languages_and_with_the_true_numbers() -> None:
    said = (DEPLOY / "nginx.conf").read_text()
    (page,) = re.findall(r"error_page 413 /(\S+);", said)
    told = (DEPLOY / page).read_text()

    (place,) = re.findall(rf"location = /{page} {{(.+?)}}", said, re.DOTALL)
    assert "internal;" in place
    # over HTTP/2 the size is looked at again where the page lies: nginx then shows its own
    assert "client_max_body_size 0;" in place
    for words in (
        f"ไม่เกิน {MAX_ATTACHMENTS} ไฟล์ ไฟล์ละไม่เกิน {MAX_BYTES // MEGABYTE} MB",
        f"Up to {MAX_ATTACHMENTS} files may come along, each of up to {MAX_BYTES // MEGABYTE} MB",
    ):
        assert words in told
    assert "://" not in told  # nothing of it comes from elsewhere


def test_nothing_of_a_sender_waits_on_the_disk_of_the_proxy() -> None:
    said = (DEPLOY / "nginx.conf").read_text()
    waits = dict(re.findall(r"^ *(\w+_temp_path) (\S+);", said, re.MULTILINE))

    assert waits.keys() == {"client_body_temp_path", "proxy_temp_path"}
    # held in memory, and made anew by nginx each time it starts
    assert all(re.fullmatch(r"/run/portal-\w+", folder) for folder in waits.values())


def test_every_setting_of_the_environment_is_named_in_the_example() -> None:
    read = re.findall(
        r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', (BASE / "participation" / "settings.py").read_text()
    )
    named = re.findall(r"^#?([A-Z_]+)=", (BASE / ".env.example").read_text(), re.MULTILINE)

    assert len(named) == len(set(named)) > 20
    assert set(read) - NOT_OF_SETTINGS == set(named) - NOT_OF_SETTINGS


@pytest.mark.parametrize("page", ["README.md", "docs/deploy.md"])
def test_every_command_the_documents_name_is_there(page: str) -> None:
    text = (BASE / page).read_text()
    named = set(re.findall(r"(?:manage\.py|^portal) ([a-z_]+)", text, re.MULTILINE))

    assert named
    assert named - set(get_commands()) == set()


@pytest.mark.parametrize(("before", "told"), [("", "of a checkout"), ("import pytest; ", "")])
def test_tests_never_work_with_the_settings_of_the_checkout_they_stand_in(
    tmp_path: Path, before: str, told: str
) -> None:
    own = tmp_path / ".env"
    own.write_text("REDIS_URL=of a checkout\nSECRET_KEY=x\n")
    around = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    asking = "from participation import settings; print(settings.REDIS_URL)"
    done = subprocess.run(
        [sys.executable, "-c", before + asking],
        cwd=BASE,
        env={**around, "ENV_FILE": str(own), "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip

    assert done.stdout.strip() == told
    # what a test starts is no test itself
    assert os.environ["ENV_FILE"] == os.devnull


@pytest.mark.parametrize(
    ("in_service", "backend", "complaints"),
    [
        (True, "django.core.mail.backends.console.EmailBackend", ["participation.E002"]),
        (True, "django.core.mail.backends.smtp.EmailBackend", []),
        (False, "django.core.mail.backends.console.EmailBackend", []),
    ],
)
def test_a_portal_in_service_needs_a_mail_server(
    settings: Settings, *, in_service: bool, backend: str, complaints: list[str]
) -> None:
    settings.IN_SERVICE, settings.EMAIL_BACKEND = in_service, backend

    assert [one.id for one in letters_go_out()] == complaints


@pytest.mark.fault
@pytest.mark.parametrize("is_told", [True, False], ids=["as told", "as it comes"])
def test_the_database_s_own_log_holds_nothing_that_somebody_typed(*, is_told: bool) -> None:
    """Values stand in the statement, for the client writes them into it; and in DETAIL."""
    asked = re.findall(
        r"^ALTER DATABASE portal .+;$", (BASE / "docs" / "deploy.md").read_text(), re.M
    )
    server = PostgreSQL().start()
    try:
        execute(server, "CREATE DATABASE portal TEMPLATE template0 LOCALE 'C.UTF-8'", to="postgres")
        for line in asked if is_told else ():
            execute(server, line)
        execute(server, "CREATE TABLE said (text text UNIQUE CHECK (text <> 'MARK-CHECK'))")
        execute(server, "INSERT INTO said VALUES ('MARK-UNIQUE')")
        for text in ("MARK-UNIQUE", "MARK-CHECK"):
            with pytest.raises(psycopg2.IntegrityError):
                execute(server, "INSERT INTO said VALUES (%s)", text)
        with pytest.raises(psycopg2.DataError):
            execute(server, "INSERT INTO said VALUES (%s || 1 / 0)", "MARK-DIVIDED")
        written = server.log.read_text()
    finally:
        server.remove()

    assert len(asked) == 5
    assert "violates check constraint" in written
    assert ("MARK-" in written) is not is_told


def execute(server: PostgreSQL, statement: str, *values: str, to: str = "portal") -> None:
    connection = psycopg2.connect(host="127.0.0.1", port=server.port, user="postgres", dbname=to)
    connection.autocommit = True
    try:
        connection.cursor().execute(statement, values)
    finally:
        connection.close()


@pytest.mark.parametrize("process", ["web", "worker", "clock"])
def test_containers_and_services_start_the_same_processes(process: str) -> None:
    unit = (DEPLOY / "systemd" / f"portal-{process}.service").read_text()
    (started,) = re.findall(r"^ExecStart=\S+/bin/(.+)$", unit, re.MULTILINE)
    compose = (DEPLOY / "compose.yaml").read_text()
    (contained,) = re.findall(
        rf"^  {process}:\n(?:    .+\n)*?    command: \[(.+)\]$", compose, re.M
    )

    # where they listen, what they are called and how long they are waited for is each one's own
    own = r"--(?:bind|hostname|graceful-timeout) \S+"
    of_unit = re.sub(own, "", started).split()
    of_container = re.sub(own, "", re.sub(r"[,=] ?", " ", contained)).split()
    assert of_unit == of_container


def test_the_proxy_asks_where_the_web_server_listens() -> None:
    unit = (DEPLOY / "systemd" / "portal-web.service").read_text()
    (listens,) = re.findall(r"--bind (\S+)", unit)

    said = (DEPLOY / "nginx.conf").read_text()
    assert set(re.findall(r"proxy_pass http://([^;/]+)", said)) == {listens}
    assert f'ports: ["{listens}:' in (DEPLOY / "compose.yaml").read_text()
