"""Which database it is, and what every house asks of it in its own way."""

from collections.abc import Mapping

from django.conf import settings
from django.db import connection
from django.db.models import Model


def is_postgresql() -> bool:
    """Whether this is the database meant for service."""
    return connection.vendor == "postgresql"


def has_thai_ctype() -> bool:
    """Whether the database was made with a character type that knows Thai letters."""
    if not is_postgresql():
        return True
    with connection.cursor() as cursor:
        # asked of the catalogue: what each function makes of a letter differs between versions
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        (ctype,) = cursor.fetchone()
    return ctype not in {"C", "POSIX"}


def one_at_a_time(name: str) -> None:
    """Wait until no other transaction is at `name`; then it is ours until this one ends.

    SQLite has one writer at a time anyway.
    """
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def nobody_writes(table: type[Model]) -> None:
    """Wait until nobody writes to the table, and let nobody until this transaction ends.

    SQLite has one writer at a time anyway.
    """
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table._meta.db_table} IN SHARE MODE")


def raised(table: type[Model], row: Mapping[str, str], column: str, by: int) -> int:
    """Raise a column of the row that this names, made with 0 where it is not there; what it is now.

    One statement, after which the row is locked until the commit.
    """
    ((name, value),) = row.items()
    quoted = connection.ops.quote_name
    target, at, kept = (quoted(word) for word in (table._meta.db_table, name, column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {target} ({at}, {kept}) VALUES (%s, %s) ON CONFLICT ({at}) "
            f"DO UPDATE SET {kept} = {target}.{kept} + excluded.{kept} RETURNING {kept}",
            [value, by],
        )
        ((now,),) = cursor.fetchall()
    return int(now)


def day_of(moment: str) -> str:
    """The day of a moment in the office's time zone, as SQL."""
    if is_postgresql():
        return f"({moment} AT TIME ZONE '{settings.TIME_ZONE}')::date"
    return f"django_datetime_cast_date({moment}, '{settings.TIME_ZONE}', 'UTC')"


def days_between(start: str, end: str) -> str:
    """How many days lie between two days, as SQL."""
    if is_postgresql():
        return f"({end} - {start})"
    return f"CAST(julianday({end}) - julianday({start}) AS integer)"


def triggers(beginning: str) -> list[str]:
    """The triggers whose names begin so."""
    asked = (
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s"
        if is_postgresql()
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [f"{beginning}%"])
        return [name for (name,) in cursor.fetchall()]
