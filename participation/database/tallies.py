"""Sums that the database keeps of a table while its rows are written."""

import hashlib
from collections.abc import Mapping

from django.db import connection
from django.db.models import Model

from participation.database.basics import is_postgresql, triggers


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
    found = triggers(f"{names[1]}_on_")
    if any(trigger.endswith(mark) for trigger in found):
        return False
    with connection.cursor() as cursor:
        for trigger in found:
            cursor.execute(f"DROP TRIGGER {trigger}" + f" ON {names[0]}" * is_postgresql())
        for statement in statements:
            cursor.execute(statement.format(mark=mark))
    return True


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
