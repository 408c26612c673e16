"""Everything that differs between PostgreSQL (in service) and SQLite (embedded).

No other module asks which database it is talking to; a test holds that.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BigAutoField, BooleanField, Lookup, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

_Entries = TypeVar("_Entries", bound=QuerySet[Any])

_VECTOR = "to_tsvector('simple'::regconfig, words)"
_TABLE = "participation_searchentry"


def is_postgresql() -> bool:
    """Whether this is the database meant for service."""
    return connection.vendor == "postgresql"


def create_search_index(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make what `matching` needs; a migration's step."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX {_TABLE}_words ON {_TABLE} USING gin ({_VECTOR})")
        return
    _create_fts(schema_editor, _TABLE)


def drop_search_index(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Undo `create_search_index`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {_TABLE}_words")
        return
    _drop_fts(schema_editor, _TABLE)


def _create_fts(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    # The default tokenizer takes Thai vowels and tones for separators, or drops them.
    schema_editor.execute(
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5("
        f"words, content='{table}', content_rowid='id', "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\")"
    )
    fts = f"{table}_fts"
    enter = f"INSERT INTO {fts}(rowid, words) VALUES (new.id, new.words);"
    leave = f"INSERT INTO {fts}({fts}, rowid, words) VALUES ('delete', old.id, old.words);"
    for event, acts in {"insert": enter, "delete": leave, "update": leave + enter}.items():
        schema_editor.execute(
            f"CREATE TRIGGER {fts}_{event} AFTER {event.upper()} ON {table} BEGIN {acts} END"
        )


def _drop_fts(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    for event in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER {table}_fts_{event}")
    schema_editor.execute(f"DROP TABLE {table}_fts")


def keep_vectors(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep beside the words what the index is made of; a migration's step.

    Made anew for every row that is looked at, it cost a hundred times as much as reading it.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {_TABLE}_words")
        _add_vector(schema_editor, _TABLE)


def _add_vector(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    schema_editor.execute(
        f"ALTER TABLE {table} ADD COLUMN vector tsvector "
        f"GENERATED ALWAYS AS (strip({_VECTOR})) STORED"
    )
    schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN vector SET STORAGE MAIN")
    schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (vector)")


def forget_vectors(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Undo `keep_vectors`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {_TABLE} DROP COLUMN vector")
        schema_editor.execute(f"CREATE INDEX {_TABLE}_words ON {_TABLE} USING gin ({_VECTOR})")


def make_searchable(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Let the rows of another table be found by its column `words`; a migration's step."""
    if schema_editor.connection.vendor == "postgresql":
        _add_vector(schema_editor, table)
    else:
        _create_fts(schema_editor, table)


def make_unsearchable(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Undo `make_searchable`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN vector")
    else:
        _drop_fts(schema_editor, table)


def matching(entries: _Entries, tokens: Sequence[str]) -> _Entries:
    """Those search entries that hold every one of `tokens` (see `text.search_tokens`)."""
    question = _question([tokens])
    if is_postgresql():
        found = RawSQL("vector @@ to_tsquery('simple', %s)", [question], BooleanField())
        return entries.filter(found)
    fts = f"{entries.model._meta.db_table}_fts"
    ids = RawSQL(f"SELECT rowid FROM {fts} WHERE {fts} MATCH %s", [question])  # noqa: S611
    return entries.filter(pk__in=ids)


def some_matching(
    entries: type[Model], of: str, tokens: Sequence[str], *, least: int, limit: int, kind: str = ""
) -> list[int]:
    """Up to `limit` things whose entry holds at least `least` of a few `tokens`.

    `of` is the column of the entries that says of which thing they are; `kind` narrows a table that
    holds several. Which of them is not said: so PostgreSQL need not look at all, and still goes
    by the index. Planned with its limit in sight it would read the whole table until it had enough.
    """
    table = entries._meta.db_table
    of_kind = "kind" if kind else "''"
    entry = f"SELECT {of} AS thing, {of_kind} AS kind FROM {table} WHERE"
    found = (
        f"WITH found AS MATERIALIZED ({entry} vector @@ to_tsquery('simple', %s)) "
        if is_postgresql()
        else f"WITH found AS ({entry} id IN "
        f"(SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s)) "
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"{found} SELECT thing FROM found WHERE kind = %s LIMIT %s",
            [_question(combinations(tokens, least)), kind, limit],
        )
        return [row[0] for row in cursor.fetchall()]


@BigAutoField.register_lookup
class Among(Lookup):
    """`pk__among=ids`, said as one value however many they are; `__in` says each by itself."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*values, list(self.rhs)]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        column, values = self.process_lhs(compiler, connection)
        listed = json.dumps(list(self.rhs))
        return f"{column} IN (SELECT value FROM json_each(%s))", [*values, listed]


def _question(either: Iterable[Sequence[str]]) -> str:
    """What holds all words of one row or of another, as this database asks for it."""
    quote, both, other = ("'", " & ", " | ") if is_postgresql() else ('"', " AND ", " OR ")
    return other.join(
        both.join(f"{quote}{token.replace(quote, quote * 2)}{quote}" for token in tokens)
        for tokens in either
    )


def expected(rows: QuerySet[Any]) -> int:
    """How many rows PostgreSQL expects, which knows the frequent words; 0 where nobody knows."""
    if not is_postgresql():
        return 0
    (plan,) = json.loads(rows.order_by().explain(format="json"))
    return int(plan["Plan"]["Plan Rows"])


def one_at_a_time(name: str) -> None:
    """Wait until no other transaction is at `name`; then it is ours until this one ends.

    SQLite has one writer at a time anyway.
    """
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def has_thai_ctype() -> bool:
    """Whether the database was made with a character type that knows Thai letters."""
    if not is_postgresql():
        return True
    with connection.cursor() as cursor:
        # asked of the catalogue: what each function makes of a letter differs between versions
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        (ctype,) = cursor.fetchone()
    return ctype not in {"C", "POSIX"}


def freeze_rows(
    schema_editor: BaseDatabaseSchemaEditor, table: str, frozen: str, rows: dict[str, Sequence[str]]
) -> None:
    """Let the database refuse changes of rows that are frozen; a migration's step.

    `frozen` is the condition in SQL, with {row} for the row and {lock} for what keeps a row it
    looks up from changing meanwhile; `rows` says for INSERT, UPDATE and DELETE which of OLD and NEW
    it is asked about.
    """
    if schema_editor.connection.vendor == "postgresql":
        asked = "".join(
            f"IF TG_OP = '{event}' AND ({frozen.format(row=row, lock='FOR SHARE')}) THEN "
            f"RAISE EXCEPTION '{table} is frozen' "
            "USING ERRCODE = 'integrity_constraint_violation'; "
            "END IF; "
            for event, names in rows.items()
            for row in names
        )
        schema_editor.execute(
            f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {asked}"
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE {' OR '.join(rows)} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_frozen()"
        )
        return
    for event, names in rows.items():
        if (
            event == "DELETE"
        ):  # SQLite has no TRUNCATE: emptying a database would be refused as well
            continue
        condition = " OR ".join(f"({frozen.format(row=row, lock='')})" for row in names)
        schema_editor.execute(
            f"CREATE TRIGGER {table}_frozen_{event} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
        )


def thaw_rows(schema_editor: BaseDatabaseSchemaEditor, table: str, rows: Sequence[str]) -> None:
    """Undo `freeze_rows`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")
        schema_editor.execute(f"DROP FUNCTION {table}_frozen()")
        return
    for event in rows:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{event}")


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


# --- Many rows at once ----------------------------------------------------------------------------

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


# --- Tallies --------------------------------------------------------------------------------------


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


def ensure_tally(
    table: type[Model], tally: type[Model], keys: Mapping[str, str], sums: Mapping[str, str]
) -> bool:
    """Let every change of `table` add rows to `tally`; returns whether it did not do so before.

    `keys` and `sums` say in SQL what each column of the tally is of a {row} of the table; it is
    called after every migration, for SQLite forgets the triggers of a table that is altered.
    """
    make = _statement_triggers if is_postgresql() else _row_triggers
    names = table._meta.db_table, tally._meta.db_table
    statements = make(*names, keys, sums)
    mark = hashlib.sha256("".join(statements).encode()).hexdigest()[:8]
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS_OF[is_postgresql()], [f"{names[1]}_on_%"])
        found = [trigger for (trigger,) in cursor.fetchall()]
        if any(trigger.endswith(mark) for trigger in found):
            return False
        for trigger in found:
            cursor.execute(f"DROP TRIGGER {trigger}" + f" ON {names[0]}" * is_postgresql())
        for statement in statements:
            cursor.execute(statement.format(mark=mark))
    return True


_TRIGGERS_OF = {
    True: "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s",
    False: "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
}


def ensure_no_chains(table: type[Model], link: str) -> None:
    """Let the database refuse a row that leads to one that leads on, or that others lead to.

    Called after every migration, like `ensure_tally`. Two who link at once wait for one another.
    """
    name = table._meta.db_table
    chained = f"SELECT 1 FROM {name} WHERE (id = NEW.{link} AND {link} IS NOT NULL)"
    chained += f" OR {link} = NEW.id"
    refused = f"a row of {name} would lead on by {link}"
    trigger = f"{name}_unchained"
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS_OF[is_postgresql()], [f"{trigger}%"])
        if cursor.fetchall():
            return
        if is_postgresql():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN PERFORM 1 FROM {name} WHERE id = NEW.{link} FOR SHARE; "
                f"IF EXISTS ({chained}) THEN RAISE EXCEPTION '{refused}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE OF {link} ON {name} "
                f"FOR EACH ROW WHEN (NEW.{link} IS NOT NULL) EXECUTE FUNCTION {trigger}()"
            )
            return
        for event in ("INSERT", f"UPDATE OF {link}"):
            cursor.execute(
                f"CREATE TRIGGER {trigger}_{event[:6]} BEFORE {event} ON {name} "
                f"WHEN NEW.{link} IS NOT NULL AND EXISTS ({chained}) "
                f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
            )


def _statement_triggers(
    table: str, tally: str, keys: Mapping[str, str], sums: Mapping[str, str]
) -> list[str]:
    """One sum over all rows that a statement has written: a million copied rows cost one pass."""

    def moved(rows: str, sign: str) -> str:
        said = [sql.format(row=rows) for sql in keys.values()]
        said += [f"{sign}({sql.format(row=rows)})" for sql in sums.values()]
        return f"SELECT {', '.join(said)} FROM {rows}"

    columns = ", ".join([*keys, *sums])
    sources = {
        "INSERT": {"entered": "NEW"},
        "DELETE": {"gone": "OLD"},
        "UPDATE": {"entered": "NEW", "gone": "OLD"},
    }
    counted = [f"sum({name})" for name in sums]
    cases = []
    for event, rows in sources.items():
        parts = [moved(name, "" if name == "entered" else "-") for name in rows]
        cases.append(
            f"IF TG_OP = '{event}' THEN INSERT INTO {tally} ({columns}) "
            f"SELECT {', '.join([*keys, *counted])} FROM ({' UNION ALL '.join(parts)}) "
            f"AS moved ({columns}) GROUP BY {', '.join(keys)} "
            f"HAVING {' OR '.join(f'{sum_} <> 0' for sum_ in counted)}; END IF;"
        )
    function = (
        f"CREATE OR REPLACE FUNCTION {tally}_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{' '.join(cases)} RETURN NULL; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {tally}_on_{event.lower()}_{{mark}} AFTER {event} ON {table} REFERENCING "
        f"{' '.join(f'{which} TABLE AS {name}' for name, which in rows.items())} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {tally}_add()"
        for event, rows in sources.items()
    ]
    return [function, *triggers]


def _row_triggers(
    table: str, tally: str, keys: Mapping[str, str], sums: Mapping[str, str]
) -> list[str]:
    """SQLite has no statements' triggers; what it holds is small."""

    def moved(row: str, sign: str) -> str:
        said = [sql.format(row=row) for sql in keys.values()]
        said += [f"{sign}({sql.format(row=row)})" for sql in sums.values()]
        return f"INSERT INTO {tally} ({', '.join([*keys, *sums])}) VALUES ({', '.join(said)});"

    enter, leave = moved("NEW", ""), moved("OLD", "-")
    differs = " OR ".join(
        f"{sql.format(row='NEW')} IS NOT {sql.format(row='OLD')}"
        for sql in [*keys.values(), *sums.values()]
    )
    events = {
        "INSERT": ("", enter),
        # A database that is emptied may lose its tally first; there is nothing to take from then.
        "DELETE": (f"WHEN EXISTS (SELECT 1 FROM {tally})", leave),
        "UPDATE": (f"WHEN {differs}", leave + enter),
    }
    return [
        f"CREATE TRIGGER {tally}_on_{event.lower()}_{{mark}} AFTER {event} ON {table} "
        f"{condition} BEGIN {acts} END"
        for event, (condition, acts) in events.items()
    ]


def nobody_writes(table: type[Model]) -> None:
    """Wait until nobody writes to the table, and let nobody until this transaction ends.

    SQLite has one writer at a time anyway.
    """
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table._meta.db_table} IN SHARE MODE")
