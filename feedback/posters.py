"""Paper that leads to the form, and the form itself on paper."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from feedback.choices import OpinionKind
from feedback.models import EntryLink
from participation import paper, qr
from participation.choices import StakeholderType
from participation.models import MissionGroup, Office
from participation.text import clean

#: What a poster is printed on, with the stylesheet that makes it so.
SIZES = {"poster": "print_poster_a4.css", "card": "print_poster_a5.css"}
_DAY = 24 * 60 * 60


def poster(link: EntryLink, *, size: str, address: str) -> bytes:
    """A poster (A4) or a card (A5) whose QR code leads to `address`."""
    context = {
        "link": link,
        "sheet": SIZES[size],
        "qr": qr.drawing(address),
        "address": address.split("://", 1)[1],
    }
    return paper.render("feedback/pdf/poster.html", context, title=clean(link.name))


def paper_form(*, address: str) -> bytes:
    """The opinion form on paper; made once a day, and again when what it says has changed."""
    office, groups = Office.current(), MissionGroup.objects.in_force()
    said = repr([*Office.objects.values(), *groups.values(), address])
    key = f"paper-form:{salted_hmac('feedback.posters', said).hexdigest()}"
    made: bytes | None = cache.get(key)
    if made is None:
        made = _paper_form(office, list(groups), address)
        cache.set(key, made, _DAY)
    return made


def _paper_form(office: Office, groups: list[MissionGroup], address: str) -> bytes:
    context = {
        "groups": groups,
        "kinds": OpinionKind,
        "types": StakeholderType,
        "qr": qr.drawing(address),
        "address": address.split("://", 1)[1],
        "prefix": office.code_prefix,
    }
    return paper.render("feedback/pdf/paper_form.html", context, title="แบบแสดงความคิดเห็น")
