"""What a test has left in PostgreSQL is deleted by row.

Django truncates: for every one of seventy tables and of their indexes PostgreSQL makes a file anew,
which takes a hundred times as long as to delete the few rows of a test.
"""

from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations

_truncating = DatabaseOperations.sql_flush


def deleting(
    operations: DatabaseOperations, style: Any, tables: list[str], **how: Any
) -> list[str]:
    """In place of `sql_flush`: waits for everybody as truncating does, and asks no trigger.

    Only who may do anything may silence triggers, and only truncating begins to count anew.
    """
    if not tables or how.get("reset_sequences") or not _may_do_anything(operations):
        return _truncating(operations, style, tables, **how)
    names = [operations.quote_name(table) for table in tables]
    return [
        "SET LOCAL session_replication_role = replica",
        f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE",
        "; ".join(f"DELETE FROM {name}" for name in names),  # noqa: S608 (names of our own tables)
    ]


def _may_do_anything(operations: DatabaseOperations) -> bool:
    with operations.connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return bool(cursor.fetchone() == ("on",))
