"""Words with a fixed list of values, shared by all houses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Roles given by name; every other right follows from an order or an appointment as officer."""

    TRIAGE_OFFICER = "triage_officer", _("triage officer")
    APPOINTMENTS_OFFICER = "appointments_officer", _("appointments officer")
    DEPUTY_DIRECTOR = "deputy_director", _("deputy director")
    EXECUTIVE = "executive", _("executive")
    LEGAL_OFFICER = "legal_officer", _("legal officer")
    AUDITOR = "auditor", _("auditor")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("data protection officer")
    ADMINISTRATOR = "administrator", _("administrator")


class Sector(TextChoices):
    """The three sectors the announcement names (ภาครัฐ ภาคเอกชน และภาคประชาชน)."""

    STATE = "state", _("state sector")
    PRIVATE = "private", _("private sector")
    PEOPLE = "people", _("people's sector")


class StakeholderType(TextChoices):
    """Who a person speaks for; the codes are those of the opinion spreadsheets."""

    STUDENT = "student", _("pupil")
    PARENT = "parent", _("parent or guardian")
    TEACHER = "teacher", _("teacher")
    EDUCATION_PERSONNEL = "education_personnel", _("education personnel")
    SCHOOL_DIRECTOR = "school_director", _("school director")
    SCHOOL_BOARD = "school_board", _("school board member")
    ESAO_STAFF = "esao_staff", _("staff of the area office")
    LOCAL_GOVERNMENT = "local_government", _("local government")
    COMMUNITY_LEADER = "community_leader", _("community leader")
    EXPERT = "expert", _("expert")
    PRIVATE_ORGANISATION = "private_organisation", _("private organisation")
    RELIGIOUS_INSTITUTION = "religious_institution", _("religious institution")
    ALUMNI = "alumni", _("alumnus")
    RETIRED_OFFICIAL = "retired_official", _("retired official")
    OTHER_AGENCY = "other_agency", _("other state agency")
    GENERAL_PUBLIC = "general_public", _("general public")

    @property
    def sector(self) -> Sector:
        return SECTOR_OF[self]

    @property
    def is_external(self) -> bool:
        """Whether such a person comes from outside the office and its schools (what ITA counts)."""
        return self not in INSIDE


SECTOR_OF: dict[StakeholderType, Sector] = dict.fromkeys(StakeholderType, Sector.PEOPLE) | {
    StakeholderType.TEACHER: Sector.STATE,
    StakeholderType.EDUCATION_PERSONNEL: Sector.STATE,
    StakeholderType.SCHOOL_DIRECTOR: Sector.STATE,
    StakeholderType.ESAO_STAFF: Sector.STATE,
    StakeholderType.LOCAL_GOVERNMENT: Sector.STATE,
    StakeholderType.OTHER_AGENCY: Sector.STATE,
    StakeholderType.PRIVATE_ORGANISATION: Sector.PRIVATE,
}

INSIDE = {
    StakeholderType.TEACHER,
    StakeholderType.EDUCATION_PERSONNEL,
    StakeholderType.SCHOOL_DIRECTOR,
    StakeholderType.ESAO_STAFF,
}


class YearState(TextChoices):
    OPEN = "open", _("open for entries")
    CLOSED = "closed", _("closed for entries")


class JobState(TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


#: A letter the mail server does not take is tried again after 1, 2, 4 … minutes: a day and a half.
NOTICE_ATTEMPTS = 12


class DocumentKind(TextChoices):
    """What a published file is; the value stands in its serial."""

    APPOINTMENT_ORDER = "order", _("appointment order")
    ANNUAL_REPORT = "annual", _("annual report")


class HolidaySource(TextChoices):
    """Where a day off is known from; what the office says stands against the list."""

    LIST = "list", _("list of public holidays")
    OFFICE = "office", _("the office")


class Audience(TextChoices):
    """Who may open a published file."""

    PUBLIC = "public", _("everyone")
    EXECUTIVES = "executives", _("executives")


class PartKind(TextChoices):
    """What a paragraph of the announcement is for whoever quotes it."""

    TEXT = "text", _("text")
    HEADING = "heading", _("heading")
    LAW = "law", _("law it stands on")
    MONITORING = "monitoring", _("monitoring clause")


class Contrast(TextChoices):
    NORMAL = "normal", _("normal contrast")
    HIGH = "high", _("high contrast")


class TextSize(TextChoices):
    """The look gives each its share of the browser's own size: 93.75, 100 and 125 per cent."""

    SMALL = "small", _("smaller text")
    NORMAL = "normal", _("normal text")
    LARGE = "large", _("larger text")
