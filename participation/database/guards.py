"""Rules that the database holds against everybody: frozen rows, rows that lead to no other."""

from collections.abc import Sequence

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

from participation.database.basics import is_postgresql, triggers


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


def ensure_no_chains(table: type[Model], link: str) -> None:
    """Let the database refuse a row that leads to one that leads on, or that others lead to.

    Called after every migration, like `ensure_tally`. Two who link at once wait for one another.
    """
    name = table._meta.db_table
    chained = f"SELECT 1 FROM {name} WHERE (id = NEW.{link} AND {link} IS NOT NULL)"
    chained += f" OR {link} = NEW.id"
    refused = f"a row of {name} would lead on by {link}"
    trigger = f"{name}_unchained"
    if triggers(trigger):
        return
    with connection.cursor() as cursor:
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


def ensure_apart(table: type[Model], same: Sequence[str], days: tuple[str, str]) -> None:
    """Let the database refuse two rows that are the `same` in these columns and share a day.

    `days` are the columns of the first day and of the day after the last; a row without a day
    shares none. Called after every migration, like `ensure_tally`.
    """
    name = table._meta.db_table
    rule = f"{name}_apart"
    first, after = days
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [rule])
            if cursor.fetchone() is None:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
                alike = "".join(f"{column} WITH =, " for column in same)
                cursor.execute(
                    f"ALTER TABLE {name} ADD CONSTRAINT {rule} "
                    f"EXCLUDE USING gist ({alike}daterange({first}, {after}) WITH &&)"
                )
            return
        if triggers(rule):
            return
        alike = "".join(f"{column} = NEW.{column} AND " for column in same)
        shared = f"{first} < NEW.{after} AND {after} > NEW.{first} AND {after} > {first}"
        for event in ("INSERT", "UPDATE"):
            cursor.execute(
                f"CREATE TRIGGER {rule}_{event} BEFORE {event} ON {name} "
                f"WHEN NEW.{after} > NEW.{first} AND EXISTS "
                f"(SELECT 1 FROM {name} WHERE id <> NEW.id AND {alike}{shared}) "
                f"BEGIN SELECT RAISE(ABORT, 'two rows of {name} share a day'); END"
            )
