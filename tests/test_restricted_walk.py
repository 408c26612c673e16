"""A complaint leaks nowhere: every URL × role, command, table, file and cache key is searched.

The marker stands in everything that can hang on an opinion. Before the opinion is marked as a
complaint the search finds it, so the search can find; afterwards only the legal officer does.
"""

import io
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdf
import pytest
import redis as redis_client
from django.conf import settings as django_settings
from django.core.cache import cache, caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command, get_commands
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from pytest_django.fixtures import Settings
from zeal import zeal_ignore

from feedback import codes
from feedback.choices import Channel, OpinionKind, Outcome, VerdictOn, VerdictWord
from feedback.models import (
    AnswerDraft,
    Attachment,
    CaseFile,
    CaseMessage,
    InternalNote,
    KeptOpinion,
    Moderation,
    Opinion,
    ReaderReport,
    RestrictedCase,
    Support,
    Verdict,
)
from feedback.services.answering import answer_opinion
from feedback.services.conversing import ask_sender, reply
from feedback.services.masking import mask_opinion
from feedback.services.publishing import publish_opinion
from feedback.services.sending import send_opinion
from participation import jobs
from participation.cache import SteadyRedisCache
from participation.choices import StakeholderType
from participation.models import Duty, Job, Office
from participation.tests.make import group
from reports import annual
from tests.processes import Redis
from tests.test_accessibility import signed_in
from tests.test_url_matrix import ROWS
from tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

#: In Latin letters: nothing takes it apart, masks it or writes it in other digits.
MARKER = "zqxvmarkerq"
HOUSES = ("participation", "workgroups", "feedback", "reports")
#: The tables in which a complaint stands.
RESTRICTED = {model._meta.db_table for model in (RestrictedCase, CaseMessage, CaseFile)}
#: What the legal officer opens by POST, and forms that come back to be mended.
OPENED = {
    ("legal_officer", "POST", f"feedback:{page}")
    for page in ("case", "case_file", "write_to_sender", "move_case", "give_back_case")
}


_Data = tuple[tuple[str, Any], ...] | None
_Ask = tuple[str, tuple[Any, ...], _Data]


@dataclass
class Planted:
    """The opinion with the marker in everything, and what it was known by."""

    world: World
    opinion: Opinion
    code: str
    #: The serial of the report that quotes it.
    report: str
    case: RestrictedCase | None = None
    sessions: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Of thousands of refusals nobody reads a line."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def cached(redis: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Redis:
    """The cache as in service."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "reserve"}
    real = {"BACKEND": "participation.cache.SteadyRedisCache", "LOCATION": redis.url}
    settings.CACHES = {"default": real, "reserve": memory}
    monkeypatch.setattr(SteadyRedisCache, "away_until", 0.0)
    return redis


@pytest.fixture
def planted(cached: Redis) -> Planted:
    call_command("build_fonts")
    world = make_world()
    officer, triage = world.people["officer"], world.people["triage_officer"]
    opinion, code = send_opinion(
        key="m" * 32,
        text=f"นาย {MARKER} เรียกเงินจากครู",
        kind=OpinionKind.PROBLEM,
        stakeholder_type=StakeholderType.PARENT,
        channel=Channel.WEB_FORM,
        group=group(5),
        email=f"{MARKER}@example.org",
    )
    _attach(opinion)
    _write_about(opinion, world)
    answer_opinion(opinion, by=officer, text=f"เรียน {MARKER}", outcome=Outcome.CONSIDERED)
    Verdict.objects.create(
        opinion=opinion, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason=MARKER
    )
    mask_opinion(opinion, by=triage, spans=[])
    publish_opinion(opinion, by=triage)
    world.things.improvement.opinions.add(opinion)
    for command in ("train_proposals", "enter_opinions"):
        call_command(command, stdout=io.StringIO())
    year = opinion.year_id
    report = annual.publish(annual.make(year), by=None).serial
    opinion.refresh_from_db()
    shown = codes.shown(code, prefix=Office.current().code_prefix)
    sessions = {who: signed_in(user) for who, user in world.people.items()}
    return Planted(world, opinion, shown, report, sessions=sessions)


def _attach(opinion: Opinion) -> None:
    """A file as received and as shown, with the marker in its bytes."""
    names = [
        default_storage.save(f"opinions/{folder}walk.jpg", ContentFile(MARKER.encode()))
        for folder in ("", "shown/")
    ]
    Attachment.objects.create(
        opinion=opinion, position=1, kind="image", size=9, sha256="0" * 64, file=names[0],
        shown_file=names[1],
    )  # fmt: skip


def _write_about(opinion: Opinion, world: World) -> None:
    """Turns, notes, drafts and marks, each with the marker."""
    officer = world.people["officer"]
    ask_sender(opinion, by=officer, text=f"{MARKER} เป็นใครคะ", key="a" * 32)
    reply(opinion, text=f"{MARKER} อยู่โรงเรียนของเรา", key="b" * 32)
    InternalNote.objects.create(opinion=opinion, text=MARKER, by=officer)
    Moderation.objects.create(opinion=opinion, act="x", reason=MARKER, by=officer)
    ReaderReport.objects.create(opinion=opinion, reason="accuses", words=MARKER, mark="r")
    Support.objects.create(opinion=opinion, mark="s")
    KeptOpinion.objects.create(opinion=opinion, user=world.people["stakeholder"])
    AnswerDraft.objects.create(opinion=opinion, text=MARKER, written_by=officer)


# --- Where it is looked for -----------------------------------------------------------------------


def in_pages(planted: Planted) -> set[tuple[str, str, str]]:
    """Who is shown the marker, by which method, on which URL."""
    return {
        (who, method, url) for who, method, url, page in _pages(planted) if MARKER.encode() in page
    }


def _pages(planted: Planted) -> Iterator[tuple[str, str, str, bytes]]:
    for who, cookie in {"visitor": "", **planted.sessions}.items():
        for url, arguments, data in {*_of_the_matrix(planted), *_of_the_opinion(planted)}:
            yield who, "GET" if data is None else "POST", url, _asked(cookie, url, arguments, data)


def _asked(cookie: str, url: str, arguments: tuple[Any, ...], data: _Data) -> bytes:
    """What is answered to the session of the cookie; nothing it does stays."""
    path, client = reverse(url, args=arguments), Client()
    if cookie:
        client.cookies[django_settings.SESSION_COOKIE_NAME] = cookie
    # the guard against queries in a loop would take all these for one
    with transaction.atomic(), zeal_ignore():
        content = _whole(client.get(path) if data is None else client.post(path, dict(data)))
        transaction.set_rollback(True)
    return content


def _of_the_matrix(planted: Planted) -> Iterator[_Ask]:
    """Everything the table of URLs and roles asks for, which holds every URL of the resolver."""
    for row in ROWS:
        data = tuple(sorted(row.data(planted.world).items())) if row.data else None
        yield row.url, tuple(row.arguments(planted.world)), data


def _of_the_opinion(planted: Planted) -> Iterator[_Ask]:
    """Every URL that takes a number, a position or an id, with those of the opinion."""
    arguments: dict[str, Any] = {"number": planted.opinion.number, "position": 1}
    arguments |= {"serial": planted.report, "pk": planted.case.pk if planted.case else 0}
    for url, pattern in _patterns(get_resolver()):
        wanted = list(pattern.pattern.converters)
        if wanted and set(wanted) <= arguments.keys() and url.startswith(HOUSES):
            given = tuple(arguments[name] for name in wanted)
            if _leads_anywhere(url, given):  # the table asks for a group's number, a job's id
                yield url, given, None
                yield url, given, (("seen", ""), ("text", "x"))


def _leads_anywhere(url: str, arguments: tuple[Any, ...]) -> bool:
    try:
        reverse(url, args=arguments)
    except NoReverseMatch:
        return False
    return True


def _patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            for name, found in _patterns(pattern, inner):
                prefix = pattern.pattern.converters
                found.pattern.converters = {**prefix, **found.pattern.converters}
                yield name, found
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern


def _whole(response: HttpResponseBase) -> bytes:
    """What was answered, a document read as its words, with the headers."""
    content = (
        b"".join(response.streaming_content)  # type: ignore[attr-defined]
        if response.streaming
        else response.content  # type: ignore[attr-defined]
    )
    return repr(sorted(response.headers.items())).encode() + content + _words_of(content)


def _words_of(content: bytes) -> bytes:
    if not content.startswith(b"%PDF-"):
        return b""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "\n".join(page.extract_text() for page in pages).encode()


def in_tables() -> set[str]:
    """Tables with the marker in any column, but for those of restricted cases."""
    found = set()
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - RESTRICTED:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (a name from the catalogue)
            if any(MARKER in repr(row) for row in cursor.fetchall()):
                found.add(table)
    return found


def in_files() -> set[str]:
    """Files with the marker in their bytes, their words or their name, but for restricted ones."""
    folder = Path(django_settings.MEDIA_ROOT)
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder))
        for path in files
        if path.relative_to(folder).parts[0] != "restricted" and _holds(path)
    }


def _holds(path: Path) -> bool:
    content = path.read_bytes()
    return MARKER.encode() in content + _words_of(content) + path.name.encode()


def in_cache(server: Redis) -> set[bytes]:
    """Keys of Redis with the marker in them or in their value."""
    client = redis_client.Redis.from_url(server.url)
    keys: list[bytes] = list(client.scan_iter())
    return {key for key in keys if MARKER.encode() in key + (client.dump(key) or b"")}


#: What each command of ours is run with, or why it tells nothing of an opinion.
COMMANDS: dict[str, Callable[[Path, Planted], Iterable[Any]] | str] = {
    **dict.fromkeys(
        ("ask_about_deeds", "close_matters", "enter_opinions", "fold_tallies",
         "release_opinions", "forget_checked", "forget_contacts",
         "forget_uploads", "forget_withdrawn", "load_announcement", "load_holidays",
         "recount", "remind"),
        lambda _folder, _planted: (),
    ),
    "train_proposals": lambda _folder, _planted: ("--report",),
    "build_report": lambda folder, planted: (
        *("annual", "--year", str(planted.opinion.year_id), "--output", folder / "report.pdf"),
    ),
    "make_demo": "makes an office of its own, and prints its accounts",
    "make_load": "makes an office of its own, and prints a number",
    "import_opinions": lambda folder, _planted: (_a_sheet(folder),),
    "import_schools": "reads a file of schools",
    "create_administrator": "asks for a name and a password",
    "build_assets": "copies files of libraries",
    "build_fonts": "builds fonts",
    "run_portal": "starts processes; what they write is what the pages and the worker write",
}  # fmt: skip


def _a_sheet(folder: Path) -> Path:
    path = folder / "sheet.csv"
    path.write_text("mission_group,task_letter,stakeholder_type,channel,text,sentiment\n")
    return path


def in_commands(planted: Planted, folder: Path) -> set[str]:
    """Commands whose output, or whose file, holds the marker."""
    found = set()
    there = _published()
    for name, arguments in COMMANDS.items():
        if isinstance(arguments, str):
            continue
        out = io.StringIO()
        with transaction.atomic(), zeal_ignore():
            try:
                call_command(name, *arguments(folder, planted), stdout=out, stderr=out)
            except CommandError as error:
                out.write(str(error))
            transaction.set_rollback(True)
        if MARKER in out.getvalue() or any(_holds(path) for path in folder.iterdir()):
            found.add(name)
        for path in [*folder.iterdir(), *(_published() - there)]:
            path.unlink()  # what is undone in the database leaves no document either
    return found


def _published() -> set[Path]:
    folder = Path(django_settings.MEDIA_ROOT) / "published"
    return {path for path in folder.rglob("*") if path.is_file()}


def _assert_pages_show_it(planted: Planted) -> None:
    """So that their caches are warm, and the search of pages is known to find."""
    number, executive = (planted.opinion.number,), planted.sessions["executive"]
    for cookie, url, arguments in (
        ("", "feedback:opinions", ()),
        ("", "feedback:opinion", number),
        ("", "feedback:opinion_file", (*number, 1)),
        ("", "participation:group", (5,)),
        (executive, "participation:file", (planted.report,)),
        (executive, "feedback:desk_opinion", number),
    ):
        assert MARKER.encode() in _asked(cookie, url, arguments, None), url


# --- The walk -------------------------------------------------------------------------------------


def test_every_command_of_ours_is_walked() -> None:
    assert {name for name, app in get_commands().items() if app in HOUSES} == COMMANDS.keys()


@pytest.mark.usefixtures("quiet")
def test_a_complaint_leaks_nowhere(planted: Planted, cached: Redis, tmp_path: Path) -> None:
    opinion, people = planted.opinion, planted.world.people
    folder = tmp_path / "commands"
    folder.mkdir()
    cache.set("warm", opinion.text)  # so that the search of the cache can find
    _assert_pages_show_it(planted)
    found = {"feedback_opinion", "feedback_opinioncontact", "feedback_deskentry"}
    assert {*found, "participation_searchentry"} <= in_tables()
    assert {"opinions/walk.jpg", "opinions/shown/walk.jpg"} < in_files()
    assert in_cache(cached)
    cache.delete("warm")
    assert "build_report" in in_commands(planted, folder)

    client = Client()
    client.force_login(people["triage_officer"])
    client.post(reverse("feedback:restrict_opinion", args=[opinion.number]))
    planted.case = RestrictedCase.objects.get(code_hash=opinion.code_hash)
    for job in Job.objects.filter(state="queued"):
        jobs.run(job.pk)

    assert in_pages(planted) == OPENED
    assert in_tables() == set()
    assert in_files() == set()
    assert in_cache(cached) == set()
    assert in_commands(planted, folder) == set()
    assert not Duty.objects.filter(subject=opinion.number).exists()
    assert RestrictedCase.objects.filter(raw_text__contains=MARKER).exists()
    thread = Client().post(reverse("feedback:track"), {"code": planted.code})
    assert MARKER in thread.content.decode()
    caches["reserve"].clear()
