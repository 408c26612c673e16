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
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.links import link_to
from tests.world import World, make_world, sign_in_everyone

# pages of libraries ask for what may not be there
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
INPUTS = int(os.environ.get("HOSTILE_INPUTS", "2000"))
#: So many processes may share them.
PARTS = 4
#: Who sends it: most pages are open to one of these.
WHO_SENDS = ("visitor", "stakeholder", "triage_officer", "head", "legal_officer", "executive")
#: What an answer in order says; the portal never says 500.
IN_ORDER = {200, 301, 302, 304, 400, 403, 404, 405, 409, 413, 429}
#: The page was shown, or what was sent was taken.
SHOWN = {200, 302}
#: Names of what is sent to any page of ours.
NAMES = (
    "q", "group", "task", "kind", "stakeholder", "state", "year", "outcome", "publication",
    "before", "after", "page", "from", "place", "text", "to", "stakeholder_type", "email",
    "phone", "key", "code", "word", "on", "reason", "seen", "number", "box", "corner", "remove",
    "at-300x200.x", "at-300x200.y", "sentence", "wording", "school", "district", "received_on",
    "attachments", "opinion", "recommendation", "done_on", "period_start", "back", "text_size",
    "contrast", "django_language", "next",
)  # fmt: skip
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


def known(world: World) -> dict[str, list[str]]:
    """What a thing of the world is known by, under the name that addresses give it."""
    things = vars(world.things).values()
    found = {
        name: [str(getattr(thing, name)) for thing in things if hasattr(thing, name)]
        for name in ("number", "pk", "slug", "serial")
    }
    link = link_to(world.things.own.attachments.get())
    found["number"] += [str(number) for number in range(1, 8)]
    return found | {"position": ["1"], "token": [link.rsplit("/", 2)[1]]}


@st.composite
def requests(draw: st.DrawFn, things: dict[str, list[str]]) -> dict[str, Any]:
    """Anything to anywhere; half of the things asked for are there."""
    route: str = draw(st.sampled_from(ADDRESSES))
    path = ""
    while "<" in route:
        plain, _open, rest = route.partition("<")
        wanted, _close, route = rest.partition(">")
        kind, _colon, name = wanted.rpartition(":")
        strange = st.integers(0, 10**20).map(str) if kind == "int" else WORDS
        is_there = name in things and draw(st.booleans())
        word = draw(st.sampled_from(things[name]) if is_there else strange)
        path += plain + quote(word[:200], safe="")
    said = WORDS | st.sampled_from([one for those in things.values() for one in those])
    fields = draw(st.dictionaries(st.sampled_from(NAMES), st.lists(said, max_size=3), max_size=8))
    return {
        "path": "/" + path + route.replace("^", "").replace("$", ""),
        "method": draw(st.sampled_from(["get", "post"])),
        "fields": fields,
        "who": draw(st.sampled_from(WHO_SENDS)),
    }


@pytest.mark.parametrize("part", range(PARTS))
def test_no_input_breaks_a_page(part: int) -> None:
    world = make_world()
    for user in world.people.values():  # as whoever signs up has it
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    sign_in_everyone(world)
    shown: list[bool] = []

    @settings(
        max_examples=INPUTS // PARTS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(known(world)))
    def sent(request: dict[str, Any]) -> None:
        said = [
            *request["fields"],
            *(word for words in request["fields"].values() for word in words),
        ]
        if any(tag in word for word in said for tag in _LIKE_A_TAG):
            return
        client = world.client(request["who"])
        with transaction.atomic():  # the next one finds the same things
            response = getattr(client, request["method"])(request["path"], request["fields"])
            transaction.set_rollback(True)

        assert response.status_code in IN_ORDER, request
        shown.append(response.status_code in SHOWN)
        if "html" in response.headers.get("Content-Type", "") and not response.streaming:
            assert b"<script>alert(1)" not in response.content
            assert b"<img/src=x" not in response.content

    sent()

    assert sum(shown) > 0.3 * len(shown), "most inputs meet no page"
