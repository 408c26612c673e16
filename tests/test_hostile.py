"""Whatever is sent to whichever address, the portal answers in order and shows nothing of it raw.

2,000 inputs here, 20,000 in `make trial`. The guards that watch the pages of every test find a tag,
a handler or a script that came through.
"""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.choices import Role
from participation.tests.make import make_user
from tests.world import World, make_world

# pages of libraries ask for what may not be there
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
INPUTS = int(os.environ.get("HOSTILE_INPUTS", "2000"))
#: What an answer in order says; the portal never says 500.
IN_ORDER = {200, 301, 302, 304, 400, 403, 404, 405, 409, 413, 429}
#: Names of what is sent to any page of ours.
NAMES = [
    "q",
    "group",
    "task",
    "kind",
    "stakeholder",
    "state",
    "year",
    "outcome",
    "publication",
    "before",
    "after",
    "page",
    "from",
    "place",
    "text",
    "to",
    "stakeholder_type",
    "email",
    "phone",
    "key",
    "code",
    "word",
    "on",
    "reason",
    "seen",
    "number",
    "box",
    "corner",
    "remove",
    "at-300x200.x",
    "at-300x200.y",
    "sentence",
    "wording",
    "school",
    "district",
    "received_on",
    "attachments",
    "opinion",
    "recommendation",
    "done_on",
    "period_start",
    "back",
    "text_size",
    "contrast",
    "django_language",
    "next",
]
#: What has broken programs before.
KNOWN_TO_BREAK = (
    "", " ", "\0", "\x7f", "\u200b", "\ufeff", "\u202egnp.exe", "\U0001f600", "\u0e33\u0e48\u0e49",
    "0", "-1", "1e999", "9" * 40, "๑๒๓", "NaN", "None", "true", "2569-0001", "9999-99999999",
    "' OR 1=1 --", '"><script>alert(1)</script>', "<img/src=x/onerror=alert(1)>",
    "javascript:alert(1)", "{{ settings }}", "%(number)s %s %n", "../../etc/passwd", "%00",
    "\r\nSet-Cookie: a=b", "ก" * 10_000, "a b" * 3_000, "31/2/2569", "29/02/2568", "0000-00-00",
    "[]", "{}", "&" * 500, "\\", "%" * 50,
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(KNOWN_TO_BREAK),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.integers().map(str),
)
#: The guard takes these for a tag of a template left raw.
_LIKE_A_TAG = ("{%", "%}")


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of the portal as its pattern has it, such as opinions/<str:number>/."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        elif pattern.namespace != "admin":
            yield from addresses(pattern, route)


ADDRESSES = sorted(set(addresses(get_resolver())))


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    route: str = draw(st.sampled_from(ADDRESSES))
    path = ""
    while "<" in route:
        plain, _open, rest = route.partition("<")
        name, _close, route = rest.partition(">")
        word = str(draw(st.integers(0, 10**20))) if name.startswith("int:") else draw(WORDS)[:200]
        path += plain + quote(word, safe="")
    fields = draw(st.dictionaries(st.sampled_from(NAMES), st.lists(WORDS, max_size=3), max_size=8))
    return {
        "path": "/" + path + route.replace("^", "").replace("$", ""),
        "method": draw(st.sampled_from(["get", "post"])),
        "fields": fields,
        "is_staff": draw(st.booleans()),
    }


@pytest.fixture
def world(tmp_path: Any) -> World:
    return make_world()


def test_no_input_breaks_a_page(world: World) -> None:
    visitor, staff = Client(raise_request_exception=True), Client(raise_request_exception=True)
    officer = make_user(Role.TRIAGE_OFFICER)
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    staff.force_login(officer)

    @settings(
        max_examples=INPUTS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests())
    def sent(request: dict[str, Any]) -> None:
        said = [
            *request["fields"],
            *(word for words in request["fields"].values() for word in words),
        ]
        if any(tag in word for word in said for tag in _LIKE_A_TAG):
            return
        client = staff if request["is_staff"] else visitor
        response = getattr(client, request["method"])(request["path"], request["fields"])

        assert response.status_code in IN_ORDER, request
        if "html" in response.headers.get("Content-Type", "") and not response.streaming:
            assert b"<script>alert(1)" not in response.content
            assert b"<img/src=x" not in response.content

    sent()
