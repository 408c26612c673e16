"""Many rows at once."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from participation.database.basics import is_postgresql

#: How NULL stands in what is copied; no value of ours is this.
_NULL = "\\N"
#: Unique and foreign keys of the given tables, and their other indexes; primary keys stay, for
#: other tables may lean on them.
_CONSTRAINTS = """
    SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('u', 'f') ORDER BY contype = 'f', conname
"""
_INDEXES = """
    SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (
        SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')
    ) ORDER BY indexrelid
"""


@contextmanager
def indexes_set_aside(*tables: type[Model]) -> Iterator[None]:
    """Make the indexes and keys of these tables anew afterwards, which is quicker for many rows.

    For a trial alone: nobody else reads or writes these tables meanwhile. Only in a transaction.
    """
    if not is_postgresql():
        yield
        return
    names = [table._meta.db_table for table in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for its check bars the way
        cursor.execute(_CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        for table, name, _definition in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def load_rows(table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows past the models: columns that none of them names get their default.

    All rows name the same columns.
    """
    if not rows:
        return
    fields = [field for field in table._meta.concrete_fields if field.attname in rows[0]]
    others = [
        field
        for field in table._meta.concrete_fields
        if field.attname not in rows[0] and not field.primary_key
    ]
    if not is_postgresql():
        table.objects.bulk_create([table(**row) for row in rows], batch_size=500)
        return
    defaults = [field.get_default() for field in others]
    columns = ", ".join(f'"{field.column}"' for field in [*fields, *others])
    names = [field.attname for field in fields]
    values = ([row[name] for name in names] + defaults for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {table._meta.db_table} ({columns}) FROM STDIN WITH (FORMAT csv, NULL '{_NULL}')",
            _as_csv(values),
        )


def _as_csv(rows: Iterable[Sequence[Any]]) -> io.StringIO:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    for row in rows:
        writer.writerow([_NULL if value is None else value for value in row])
    file.seek(0)
    return file


def renumber(*tables: type[Model]) -> None:
    """Let each table's next row come after those that brought their own number."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def settle(*tables: type[Model]) -> None:
    """Let the database learn what many new rows look like; not in a transaction."""
    names = ", ".join(table._meta.db_table for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {names}" if is_postgresql() else "ANALYZE")
