"""Opinions and their three axes, which never mix: state, outcome, publication."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

#: The longest opinion, in code points.
MAX_TEXT = 4000
#: Files that may come with one opinion.
MAX_ATTACHMENTS = 5
#: The kind under which published opinions stand in the search index.
SEARCH_KIND = "opinion"


class OpinionKind(TextChoices):
    SUGGESTION = "suggestion", _("suggestion")
    PROBLEM = "problem", _("problem")
    QUESTION = "question", _("question")
    PRAISE = "praise", _("praise")


class Channel(TextChoices):
    """How an opinion reached the office; the codes are those of the opinion spreadsheets."""

    WEB_FORM = "web_form", _("web form")
    QR_CODE = "qr_code", _("QR code")
    LINE = "line", _("LINE")
    FACEBOOK = "facebook", _("Facebook")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telephone")
    WALK_IN = "walk_in", _("in person")
    MEETING = "meeting", _("meeting")
    LETTER = "letter", _("letter")
    PAPER_BOX = "paper_box", _("paper box")


class AttachmentKind(TextChoices):
    IMAGE = "image", _("picture")
    PDF = "pdf", _("PDF")


class OpinionState(TextChoices):
    RECEIVED = "received", _("received")
    UNDER_REVIEW = "under_review", _("under review")
    WAITING_FOR_SENDER = "waiting_for_sender", _("waiting for the sender")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


#: Not answered yet, or not any more.
OPEN_STATES = (
    OpinionState.RECEIVED,
    OpinionState.UNDER_REVIEW,
    OpinionState.WAITING_FOR_SENDER,
)


#: The next step is the office's; while it waits for the sender no day runs out.
WITH_THE_OFFICE = (OpinionState.RECEIVED, OpinionState.UNDER_REVIEW)


class Outcome(TextChoices):
    DONE = "done", _("done")
    PARTLY_DONE = "partly_done", _("partly done")
    CONSIDERED = "considered", _("taken up for consideration")
    NOT_POSSIBLE = "not_possible", _("not possible")
    PASSED_ON = "passed_on", _("passed on")


class ReasonClass(TextChoices):
    """Why something is not done; counted in the yearly report."""

    LAW = "law", _("the law does not allow it")
    BUDGET = "budget", _("there is no budget for it")
    OTHER_AGENCY = "other_agency", _("another agency decides")
    ALREADY_DONE = "already_done", _("it is done already")
    NO_MAJORITY = "no_majority", _("most of those concerned did not agree")
    #: Of answers from before a reason was asked for; nobody can choose it.
    UNSTATED = "unstated", _("not stated at the time")

    @classmethod
    def offered(cls) -> list[tuple[str, str | Promise]]:
        """What whoever answers may choose."""
        return [(value, label) for value, label in cls.choices if value != cls.UNSTATED]


#: Outcomes by which the office does no more itself; whoever is told so is told why.
NEED_A_REASON = (Outcome.NOT_POSSIBLE, Outcome.PASSED_ON)


class ReminderStep(TextChoices):
    """How near or how late an answer is, when somebody is told."""

    FIVE = "five", _("due in 5 working days or less")
    TWO = "two", _("due in 2 working days or less")
    LATE = "late", _("late")
    VERY_LATE = "very_late", _("late by 5 working days or more")


class Publication(TextChoices):
    PENDING = "pending", _("publication to be decided")
    PUBLISHED = "published", _("published")
    WITHHELD = "withheld", _("not published")


class MaskKind(TextChoices):
    """What is covered in a text before it is published."""

    NAME = "name", _("name of a person")
    PHONE = "phone", _("telephone number")
    NATIONAL_ID = "national_id", _("identity card number")
    NUMBER = "number", _("other long number")
    ADDRESS = "address", _("address of a person")
    HEALTH = "health", _("health of a person")
    OTHER = "other", _("personal data")

    @property
    def cover(self) -> str:
        """What stands in its place: Thai in any language, for it stands in what somebody wrote."""
        with override("th"):
            return gettext("%(kind)s covered") % {"kind": self.label}


class Sentiment(TextChoices):
    """Set by staff or brought by a spreadsheet (−1, 0, 1); never guessed by a machine."""

    NEGATIVE = "-1", _("critical")
    NEUTRAL = "0", _("neutral")
    POSITIVE = "1", _("approving")


class Act(TextChoices):
    """What is done to an opinion, as the record of it says."""

    SEND = "opinion.send", _("received")
    ENTER = "opinion.enter", _("entered by the office")
    IMPORT = "opinion.import", _("imported")
    SORT = "opinion.sort", _("sorted")
    RETURN = "opinion.return", _("sent back to be sorted")
    TAKE_ON = "opinion.take_on", _("taken on")
    GIVE = "opinion.give", _("given to an officer")
    LET_GO = "opinion.let_go", _("given back to all who answer")
    ASK = "opinion.ask", _("sender asked")
    REPLY = "opinion.reply", _("sender wrote")
    RESUME = "opinion.resume", _("gone on with, without a reply")
    DRAFT = "opinion.draft", _("answer drafted")
    SUBMIT = "opinion.submit", _("answer handed in for sign-off")
    SEND_BACK = "opinion.send_back", _("answer sent back to be changed")
    ANSWER = "opinion.answer", _("answered")
    JUDGE = "opinion.judge", _("judged by the sender")
    REOPEN = "opinion.reopen", _("taken up again")
    VET = "opinion.vet", _("what names somebody in the answer read and found fit for the public")
    CLOSE = "opinion.close", _("closed")
    PUBLISH = "opinion.publish", _("published")
    WITHHOLD = "opinion.withhold", _("publication refused")
    MASK = "opinion.mask", _("personal data covered")
    READ_RAW = "opinion.read_raw", _("read as received")
    REPORT = "opinion.report", _("reported by readers")
    KEEP = "opinion.keep", _("looked at again, stays published")
    SHOW_FILE = "opinion.show_file", _("file shown to the public")
    HIDE_FILE = "opinion.hide_file", _("file kept from the public")
    RESTRICT = "opinion.restrict", _("marked as a complaint")
    GIVE_BACK = "opinion.give_back", _("come back from the legal officer")
    MERGE = "opinion.merge", _("merged into another")
    UNMERGE = "opinion.unmerge", _("taken apart again")
    TAKE_IN = "opinion.take_in", _("another was merged into it")
    FOLLOW = "opinion.follow", _("sender of one that was merged wrote")


#: What the log of moderation tells.
MODERATING = (Act.PUBLISH, Act.WITHHOLD, Act.MASK, Act.REPORT, Act.KEEP)


#: What changes where an opinion stands; who acts on it has to have seen the last of these.
TURNS = (
    *(Act.SORT, Act.RETURN, Act.ASK, Act.REPLY, Act.RESUME, Act.ANSWER, Act.REOPEN),
    *(Act.MERGE, Act.UNMERGE, Act.TAKE_IN, Act.FOLLOW),
)


#: What whoever answers has to have seen the last of.
ANSWERING = (*TURNS, Act.DRAFT, Act.SUBMIT, Act.SEND_BACK)


#: What changes who has an opinion in hand.
ASSIGNING = (Act.SORT, Act.RETURN, Act.TAKE_ON, Act.GIVE, Act.LET_GO)


class Side(TextChoices):
    """Who speaks in the thread."""

    OFFICE = "office", _("the office")
    SENDER = "sender", _("the sender")


class VerdictOn(TextChoices):
    """What the sender is asked about: an answer, and four weeks later the deed."""

    ANSWER = "answer", _("the answer")
    #: Given after the first was disputed, which can happen once.
    SECOND_ANSWER = "second", _("the second answer")
    DEED = "deed", _("the deed, four weeks later")


class VerdictWord(TextChoices):
    SOLVED = "solved", _("solved")
    PARTLY = "partly", _("partly solved")
    NOT = "not", _("not solved")


class ReportReason(TextChoices):
    """Why a reader thinks a published text should be looked at again."""

    PERSONAL_DATA = "personal_data", _("it tells of a person who can be recognised")
    ACCUSES = "accuses", _("it accuses somebody")
    INSULTS = "insults", _("it insults")
    UNTRUE = "untrue", _("it is not true")
    OTHER = "other", _("something else")


class CaseState(TextChoices):
    """Where a restricted case stands."""

    RECEIVED = "received", _("received")
    IN_HAND = "in_hand", _("in hand")
    CLOSED = "closed", _("closed")


class CaseAct(TextChoices):
    """What is done to a restricted case, as the record of it says."""

    OPEN = "case.open", _("opened")
    READ = "case.read", _("read")
    READ_FILE = "case.read_file", _("file opened")
    WRITE = "case.write", _("written to the sender")
    REPLY = "case.reply", _("sender wrote")
    MOVE = "case.change", _("state changed")
    GIVE_BACK = "case.give_back", _("given back to the ordinary desk")
