"""Guards that hold in every test of every house."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models import QuerySet
from django.utils import translation
from pytest_django.fixtures import Settings

from tests import emptying

# Whatever the tests start reads no settings of the checkout it stands in.
os.environ["ENV_FILE"] = os.devnull

#: Fixtures behind which a browser is opened.
BROWSERS = {"page", "browser", "new_context", "browser_type", "playwright", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser by its fixture; let the slow ones come last."""
    for item in items:
        if BROWSERS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
    # a browser leaves an event loop in our thread, in which Django runs no asynchronous view
    items.sort(key=lambda item: [mark in item.keywords for mark in ("browser", "fault")])


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_row() -> Iterator[None]:
    """A test that commits is cleaned up after at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", emptying.deleting)
        yield


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """No test sees or leaves a file of another, or of the portal running beside it."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CHECKED_DIR = tmp_path / "checked"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """No test meets a limit that another has used up."""
    cache.clear()


@pytest.fixture(autouse=True)
def _language_of_the_office() -> Iterator[None]:
    """Every test starts in Thai, whatever language another has left behind."""
    with translation.override("th"):
        yield


@pytest.fixture(autouse=True)
def _no_order_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of a queryset without an order come in any order, as the database may give them."""
    fetch = QuerySet._fetch_all  # noqa: SLF001 (every way of reading a queryset goes through it)

    def shuffled(self: QuerySet) -> None:
        fresh = self._result_cache is None
        fetch(self)
        rows = self._result_cache
        if fresh and rows and not self.ordered:
            random.shuffle(rows)

    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled)
