"""The pages that are measured, and what each costs in questions and bytes.

Each with the settings of the portal whose database is asked: `python -m bench.pages` prints them
as JSON, made ready to be sent by whatever tool.
"""

import gzip
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import django

if TYPE_CHECKING:
    from django.test import Client

SEED = 1
#: The words searched for. The first noun of the vocabulary stands in most texts, the last in few.
COMMON, RARE, TWO, INSIDE = "ห้องน้ำ", "แผ่นดินไหว", "น้ำประปา ห้องสมุด", "ประปา"
#: Behind an address: its page is made for this reader and not taken from the kept ones.
ANEW = "?anew"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


@dataclass(frozen=True)
class Page:
    """One page as it is asked for."""

    name: str
    path: str
    #: Of which bar in the design: public, kept, form, staff, sending.
    kind: str = "public"
    method: str = "GET"
    body: str = ""
    cookie: str = ""
    status: int = 200
    queries: int = 0
    bytes: int = 0
    compressed: int = 0


def pages() -> Iterator[Page]:
    """Every page, with a look at it."""
    from django.test import Client  # noqa: PLC0415 (Django is set up by then)

    from participation.demo import user  # noqa: PLC0415

    visitor, triage, officer = Client(), Client(), Client()
    triage.force_login(user("triage_officer"))
    officer.force_login(user("responsible_officer"))
    for page in [*_public(), *_forms(visitor)]:
        yield _looked_at(page, visitor)
    for name, path in _staff().items():
        yield _looked_at(Page(name, path, "staff"), triage)
    yield _looked_at(Page("desk of an officer", "/desk/", "staff"), officer)
    yield _looked_at(Page("opinions of an officer", "/desk/opinions/", "staff"), officer)


def _public() -> Iterator[Page]:
    from feedback.models import Opinion  # noqa: PLC0415

    published = Opinion.objects.published().order_by("-pk")
    newest = published[5]
    middle = newest.pk // 2
    listed = {
        "home": "/",
        "groups": f"/groups/{ANEW}",
        "one group": f"/groups/5/{ANEW}",
        "opinions": f"/opinions/?before={newest.pk + 1_000_000}",
        "opinions, deep": f"/opinions/?before={middle}",
        "opinions of a group": "/opinions/?group=3",
        "opinions of a group, deep": f"/opinions/?group=3&before={middle}",
        "search, rare word": f"/opinions/?q={quote(RARE)}",
        "search, common word": f"/opinions/?q={quote(COMMON)}",
        "search, common word, deep": f"/opinions/?q={quote(COMMON)}&before={middle}",
        "search, common word in a group": f"/opinions/?q={quote(COMMON)}&group=3",
        "search, common word, two filters": f"/opinions/?q={quote(COMMON)}&group=3&who=parent",
        "search, two words": f"/opinions/?q={quote(TWO)}",
        "search, word inside a compound": f"/opinions/?q={quote(INSIDE)}",
        "search, nothing found": f"/opinions/?q={quote('ไดโนเสาร์')}",
        "one opinion": newest.get_absolute_url(),
    }
    for name, path in listed.items():
        yield Page(name, path)
    for name in ("groups", "one group", "opinions"):
        yield Page(f"{name}, kept", listed[name].partition("?")[0], "kept")


def _forms(visitor: "Client") -> Iterator[Page]:
    from feedback import codes  # noqa: PLC0415
    from feedback.load import code_of  # noqa: PLC0415
    from feedback.models import Opinion  # noqa: PLC0415
    from participation.models import Office  # noqa: PLC0415

    form = visitor.get("/opinions/new/").content.decode()
    cookie = f"csrftoken={visitor.cookies['csrftoken'].value}"
    typed = _hidden(form) | {
        "kind": "suggestion",
        "to": "group-5",
        "text": "อยากให้ซ่อมหลังคาห้องสมุดก่อนฝนมา เพราะหนังสือเปียกทุกปี",
        "stakeholder_type": "parent",
    }
    check = "/opinions/new/check/"
    checked = visitor.post(check, typed).content.decode()
    code = codes.shown(
        code_of(SEED, Opinion.objects.count() // 3), prefix=Office.current().code_prefix
    )
    tracked = {"csrfmiddlewaretoken": typed["csrfmiddlewaretoken"], "code": code}
    yield Page("opinion form", "/opinions/new/", "form")
    yield Page("preview", check, "form", "POST", urlencode(typed), cookie)
    yield Page("thread by its code", "/track/", "form", "POST", urlencode(tracked), cookie)
    send = urlencode(_hidden(checked.partition('action="/opinions/new/send/"')[2]))
    yield Page("sending", "/opinions/new/send/", "sending", "POST", send, cookie, status=302)


def _staff() -> dict[str, str]:
    return {
        "desk": "/desk/",
        "open opinions": "/desk/opinions/",
        "open opinions of a group": "/desk/opinions/?state=received&state=under_review&group=3",
        "answered, to be published": "/desk/opinions/?state=answered&publication=pending",
        "all that is closed": "/desk/opinions/?state=closed",
        "waiting for the sender": "/desk/opinions/?state=waiting_for_sender",
        "queue: taken on by nobody": "/desk/opinions/?queue=unassigned",
        "queue: late": "/desk/opinions/?queue=overdue",
        "queue: to be published": "/desk/opinions/?queue=to_publish",
        "desk search, common word": f"/desk/opinions/?q={quote(COMMON)}",
    }


def _hidden(html: str) -> dict[str, str]:
    """What a form carries along unseen."""
    return {unescape(name): unescape(value) for name, value in _HIDDEN.findall(html)}


def _looked_at(page: Page, client: "Client") -> Page:
    """The same, with what it takes to make it and what it weighs."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    def ask() -> Any:
        how: dict[str, Any] = {"content_type": "application/x-www-form-urlencoded"}
        return client.generic(page.method, page.path, page.body, **how)

    if page.kind == "sending":  # each one is kept: it is asked by bench.sending alone
        return page
    ask()
    with CaptureQueriesContext(connection) as asked:
        response = ask()
    if response.status_code != page.status:
        sys.exit(f"{page.name}: {page.path} answers {response.status_code}.")
    cookies = [page.cookie] + [
        f"{name}={client.cookies[name].value}" for name in ("sessionid",) if name in client.cookies
    ]
    return Page(
        **asdict(page)
        | {
            "cookie": "; ".join(filter(None, cookies)),
            "queries": len(asked),
            "bytes": len(response.content),
            "compressed": len(gzip.compress(response.content)),
        }
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "participation.settings")
    django.setup()
    print(json.dumps([asdict(page) for page in pages()]))
