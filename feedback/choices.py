"""Opinions and their three axes, which never mix: state, outcome, publication."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: The longest opinion, in code points.
MAX_TEXT = 4000
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


class OpinionState(TextChoices):
    RECEIVED = "received", _("received")
    UNDER_REVIEW = "under_review", _("under review")
    ANSWERED = "answered", _("answered")


#: Not answered yet.
OPEN_STATES = (OpinionState.RECEIVED, OpinionState.UNDER_REVIEW)


class Outcome(TextChoices):
    DONE = "done", _("done")
    PARTLY_DONE = "partly_done", _("partly done")
    CONSIDERED = "considered", _("taken up for consideration")
    NOT_POSSIBLE = "not_possible", _("not possible")
    PASSED_ON = "passed_on", _("passed on")


class Publication(TextChoices):
    PENDING = "pending", _("publication to be decided")
    PUBLISHED = "published", _("published")
    WITHHELD = "withheld", _("not published")


class Sentiment(TextChoices):
    """Set by staff or brought by a spreadsheet (−1, 0, 1); never guessed by a machine."""

    NEGATIVE = "-1", _("critical")
    NEUTRAL = "0", _("neutral")
    POSITIVE = "1", _("approving")


class Act(TextChoices):
    """What is done to an opinion, as the record of it says."""

    SEND = "opinion.send", _("received")
    IMPORT = "opinion.import", _("imported")
    SORT = "opinion.sort", _("sorted")
    ANSWER = "opinion.answer", _("answered")
    PUBLISH = "opinion.publish", _("published")
    WITHHOLD = "opinion.withhold", _("publication refused")
