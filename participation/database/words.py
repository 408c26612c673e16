"""Texts found by their words: the index, and the questions put to it."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BooleanField, IntegerField, Lookup, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from participation.database.basics import is_postgresql
from participation.text import spelt_alike

_Entries = TypeVar("_Entries", bound=QuerySet[Any])
_VECTOR = "to_tsvector('simple'::regconfig, words)"
_TABLE = "participation_searchentry"


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
    question = _question(tokens, least=len(tokens))
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
            [_question(tokens, least=least), kind, limit],
        )
        return [row[0] for row in cursor.fetchall()]


@IntegerField.register_lookup
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


def _question(tokens: Sequence[str], *, least: int) -> str:
    """What holds so many of the tokens, as this database asks for it; each however it is spelt."""
    quote, both, other = ("'", " & ", " | ") if is_postgresql() else ('"', " AND ", " OR ")
    asked = []
    for token in tokens:
        ways = [f"{quote}{word.replace(quote, quote * 2)}{quote}" for word in spelt_alike(token)]
        asked.append(f"({other.join(ways)})" if len(ways) > 1 else ways[0])
    return _several(asked, least, both, other)


def _several(words: Sequence[str], least: int, both: str, other: str) -> str:
    """So many of the words: some of their first half, and what is left of their second.

    PostgreSQL answers it twice as fast as all combinations, each written out.
    """
    if least == len(words):
        return both.join(words)
    if least == 1:
        return other.join(words)
    middle = len(words) // 2
    halves = words[:middle], words[middle:]
    ways = []
    for share in range(max(0, least - len(halves[1])), min(least, middle) + 1):
        shares = zip(halves, (share, least - share), strict=True)
        asked = [f"({_several(half, n, both, other)})" for half, n in shares if n]
        ways.append(both.join(asked))
    return other.join(ways)


def expected(rows: QuerySet[Any]) -> int:
    """How many rows PostgreSQL expects, which knows the frequent words; 0 where nobody knows."""
    if not is_postgresql():
        return 0
    (plan,) = json.loads(rows.order_by().explain(format="json"))
    return int(plan["Plan"]["Plan Rows"])
