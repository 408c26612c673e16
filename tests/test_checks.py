"""A database that does not know Thai letters is refused before anything is kept in it."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import url_of_the_test_database
from tests.processes import free_port

pytestmark = pytest.mark.fault


@pytest.fixture
def database_without_thai(transactional_db: None) -> Iterator[str]:
    """The address of a database made as a system without a UTF-8 locale makes it."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    name = f"{connection.settings_dict['NAME']}_without_thai"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        yield url_of_the_test_database(name)
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("command", [("check", "--database", "default"), ("run_portal",)])
def test_portal_refuses_a_database_without_thai(
    command: tuple[str, ...], database_without_thai: str, tmp_path: object
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": database_without_thai,
            "DATA_DIR": str(tmp_path),
            "PORT": str(free_port()),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode != 0
    assert "participation.E001" in done.stderr
