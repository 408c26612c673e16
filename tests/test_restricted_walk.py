"""A complaint leaks nowhere: every URL × role, command, table, file and cache key is searched.

The marker stands in everything that can hang on an opinion. Before the opinion is marked as a
complaint the search finds it, so the search can find; afterwards only the legal officer does.
"""

import io
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdf
import pytest
import redis as redis_client
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command, get_commands
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from zeal import zeal_ignore

from feedback import codes
from feedback.choices import Act, Channel, OpinionKind, Outcome, VerdictOn, VerdictWord
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
from feedback.services.merging import merge
from feedback.services.publishing import publish_opinion
from feedback.services.sending import send_opinion
from feedback.tests.make import make_opinion
from participation import jobs
from participation.cache import SteadyRedisCache
from participation.choices import StakeholderType
from participation.models import Duty, Job, Office
from participation.tests.make import group
from reports import annual
from tests.processes import NotInstalledError, Redis
from tests.test_url_matrix import ROWS, Row
from tests.world import WHO, World, make_world, sign_in_everyone

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("quiet"),
    pytest.mark.xdist_group("restricted walk"),
]

#: In Latin letters: nothing takes it apart, masks it or writes it in other digits.
MARKER = "zqxvmarkerq"
#: Who is signed in and may next to nothing.
REFUSED = "stakeholder"
HOUSES = ("participation", "workgroups", "feedback", "reports")
#: How long public pages are kept here, in seconds.
KEPT_SECONDS = 2
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
    #: Where its files lie.
    files: Path
    case: RestrictedCase | None = None
    #: Keys of the cache that hold the marker once kept pages are over.
    left_in_cache: set[bytes] = field(default_factory=set)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Of thousands of refusals nobody reads a line."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def restricted(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Planted]:
    """One office whose complaint was public before; made once, and taken away after the module."""
    try:
        server = Redis().start()
    except NotInstalledError as missing:
        pytest.skip(f"{missing} is not installed")
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "reserve"}
    real = {"BACKEND": "participation.cache.SteadyRedisCache", "LOCATION": server.url}
    caches = {"default": real, "reserve": memory}
    files, folder = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("commands")
    kept = override_settings(MEDIA_ROOT=files, CACHES=caches, PAGES_KEPT_SECONDS=KEPT_SECONDS)
    with django_db_blocker.unblock(), kept, zeal_ignore():
        SteadyRedisCache.away_until = 0.0
        planted = _plant(files)
        _assert_the_search_finds(planted, server, folder)
        _mark_as_a_complaint(planted)
        time.sleep(KEPT_SECONDS + 0.5)
        planted.left_in_cache = in_cache(server)
        yield planted
        call_command("flush", interactive=False, verbosity=0)
    server.remove()


@pytest.fixture
def planted(restricted: Planted, settings: Settings, _files_of_its_own: None) -> Planted:
    """The same, with its files in sight of the test."""
    settings.MEDIA_ROOT = restricted.files
    return restricted


def _plant(files: Path) -> Planted:
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
    sign_in_everyone(world)
    return Planted(world, opinion, shown, report, files)


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
    Moderation.objects.create(opinion=opinion, act=Act.KEEP, reason=MARKER, by=officer)
    ReaderReport.objects.create(opinion=opinion, reason="accuses", words=MARKER, mark="r")
    Support.objects.create(opinion=opinion, mark="s")
    KeptOpinion.objects.create(opinion=opinion, user=world.people["stakeholder"])
    AnswerDraft.objects.create(opinion=opinion, text=MARKER, written_by=officer)
    merge(make_opinion(group=group(5)), into=opinion, reason=MARKER, by=officer)


# --- Where it is looked for -----------------------------------------------------------------------


def in_pages(planted: Planted, who: str) -> set[tuple[str, str, str]]:
    """By which method, on which URL somebody is shown the marker."""
    return {
        (who, "GET" if data is None else "POST", url)
        for url, arguments, data in {*_of_the_matrix(planted, who), *_of_the_opinion(planted)}
        if MARKER.encode() in _asked(planted.world.client(who), url, arguments, data)
    }


def _asked(client: Client, url: str, arguments: tuple[Any, ...], data: _Data) -> bytes:
    """What is answered to this browser; nothing it does stays."""
    path = reverse(url, args=arguments)
    # the guard against queries in a loop would take all these for one
    with transaction.atomic(), zeal_ignore():
        content = _whole(client.get(path) if data is None else client.post(path, dict(data)))
        transaction.set_rollback(True)
    return content


def _of_the_matrix(planted: Planted, who: str) -> Iterator[_Ask]:
    """What the table of URLs and roles, which holds every URL, has them see.

    The pages that refuse are the same for everybody: one asks for all of them.
    """
    for row in ROWS:
        if who == REFUSED or _is_shown(row, who):
            data = tuple(sorted(row.data(planted.world).items())) if row.data else None
            yield row.url, tuple(row.arguments(planted.world)), data


def _is_shown(row: Row, who: str) -> bool:
    """Whether they get a page; what is sent may be answered by the way to one."""
    return row.outcome(who).status in ({200, 302} if row.data else {200})


def _of_the_opinion(planted: Planted) -> Iterator[_Ask]:
    """Every URL that takes a number, a position or an id, with those of the opinion."""
    arguments: dict[str, Any] = {"number": planted.opinion.number, "position": 1}
    arguments |= {"serial": planted.report, "pk": planted.case.pk if planted.case else 0}
    for url, wanted in _patterns(get_resolver()):
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


def _patterns(
    resolver: URLResolver, space: str = "", before: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every URL by name, and what its address takes."""
    for pattern in resolver.url_patterns:
        taken = (*before, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern, inner, taken)
        elif pattern.name:
            yield f"{space}{pattern.name}", taken


def _whole(response: HttpResponseBase) -> bytes:
    """What was answered, a document read as its words, with the headers."""
    assert isinstance(response, HttpResponse | StreamingHttpResponse)
    content = response.getvalue()
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
         "recount", "remind", "warn_of_ends"),
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


def _assert_the_search_finds(planted: Planted, server: Redis, folder: Path) -> None:
    """While it is public, the marker is found wherever it is looked for."""
    _assert_pages_show_it(planted)
    found = {"feedback_opinion", "feedback_opinioncontact", "feedback_deskentry"}
    assert {*found, "participation_searchentry", "feedback_merging"} <= in_tables()
    assert {"opinions/walk.jpg", "opinions/shown/walk.jpg"} < in_files()
    assert "build_report" in in_commands(planted, folder)
    cache.set("warm", MARKER)
    assert in_cache(server)
    cache.delete("warm")


def _mark_as_a_complaint(planted: Planted) -> None:
    """As the triage officer does; a page kept a moment ago is shown to nobody any more."""
    opinion, client = planted.opinion, Client()
    page = (reverse("feedback:opinion", args=[opinion.number]), reverse("feedback:opinions"))
    assert all(MARKER in client.get(one).content.decode() for one in page)
    client.force_login(planted.world.people["triage_officer"])
    client.post(reverse("feedback:restrict_opinion", args=[opinion.number]))
    assert not any(MARKER in Client().get(one).content.decode() for one in page)
    planted.case = RestrictedCase.objects.get(code_hash=opinion.code_hash)
    for job in Job.objects.filter(state="queued"):
        jobs.run(job.pk)


def _assert_pages_show_it(planted: Planted) -> None:
    """So that their caches are warm, and the search of pages is known to find."""
    number = (planted.opinion.number,)
    for who, url, arguments in (
        ("visitor", "feedback:opinions", ()),
        ("visitor", "feedback:opinion", number),
        ("visitor", "feedback:opinion_file", (*number, 1)),
        ("visitor", "participation:group", (5,)),
        ("executive", "participation:file", (planted.report,)),
        ("executive", "feedback:desk_opinion", number),
    ):
        asked = _asked(planted.world.client(who), url, arguments, None)
        assert MARKER.encode() in asked, url


# --- The walk -------------------------------------------------------------------------------------


def test_every_command_of_ours_is_walked() -> None:
    assert {name for name, app in get_commands().items() if app in HOUSES} == COMMANDS.keys()


@pytest.mark.parametrize("who", WHO)
def test_no_page_shows_it_but_to_the_legal_officer(planted: Planted, who: str) -> None:
    assert in_pages(planted, who) == {page for page in OPENED if page[0] == who}


@pytest.mark.usefixtures("restricted")
def test_no_table_holds_it() -> None:
    assert in_tables() == set()
    assert RestrictedCase.objects.filter(raw_text__contains=MARKER).exists()


def test_no_file_holds_it(planted: Planted) -> None:
    assert in_files() == set()
    assert (planted.files / "restricted").is_dir()


def test_no_key_of_the_cache_holds_it(planted: Planted) -> None:
    assert planted.left_in_cache == set()


def test_no_command_tells_it(planted: Planted, tmp_path: Path) -> None:
    assert in_commands(planted, tmp_path) == set()


def test_its_sender_still_reads_it(planted: Planted) -> None:
    assert not Duty.objects.filter(subject=planted.opinion.number).exists()
    thread = Client().post(reverse("feedback:track"), {"code": planted.code})
    assert MARKER in thread.content.decode()
