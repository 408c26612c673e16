"""Everything that differs between PostgreSQL (in service) and SQLite (embedded).

No other module asks which database it is talking to; a test holds that.
"""

from participation.database.basics import (
    day_of,
    days_between,
    has_thai_ctype,
    is_postgresql,
    nobody_writes,
    one_at_a_time,
    raised,
)
from participation.database.bulk import indexes_set_aside, load_rows, renumber, settle
from participation.database.guards import ensure_apart, ensure_no_chains, freeze_rows, thaw_rows
from participation.database.tallies import ensure_tally
from participation.database.words import (
    create_search_index,
    drop_search_index,
    expected,
    forget_vectors,
    keep_vectors,
    make_searchable,
    make_unsearchable,
    matching,
    some_matching,
)

__all__ = [
    "create_search_index",
    "day_of",
    "days_between",
    "drop_search_index",
    "ensure_apart",
    "ensure_no_chains",
    "ensure_tally",
    "expected",
    "forget_vectors",
    "freeze_rows",
    "has_thai_ctype",
    "indexes_set_aside",
    "is_postgresql",
    "keep_vectors",
    "load_rows",
    "make_searchable",
    "make_unsearchable",
    "matching",
    "nobody_writes",
    "one_at_a_time",
    "raised",
    "renumber",
    "settle",
    "some_matching",
    "thaw_rows",
]
