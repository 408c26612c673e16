"""The core every house stands on."""

from participation.models.announcement import (
    Announcement,
    AnnouncementPart,
    MissionGroup,
    MissionTask,
    ParticipationMethod,
    ProcessStep,
)
from participation.models.calendar import Holiday
from participation.models.office import FiscalYear, Office, OrganisationUnit
from participation.models.people import ResponsibleOfficer, RoleGrant, UnitHead, User
from participation.models.places import District, School
from participation.models.record import (
    AuditEvent,
    Counter,
    PublishedFile,
    Quotation,
    SearchEntry,
)
from participation.models.work import Duty, Job, Notice

__all__ = [
    "Announcement",
    "AnnouncementPart",
    "AuditEvent",
    "Counter",
    "District",
    "Duty",
    "FiscalYear",
    "Holiday",
    "Job",
    "MissionGroup",
    "MissionTask",
    "Notice",
    "Office",
    "OrganisationUnit",
    "ParticipationMethod",
    "ProcessStep",
    "PublishedFile",
    "Quotation",
    "ResponsibleOfficer",
    "RoleGrant",
    "School",
    "SearchEntry",
    "UnitHead",
    "User",
]
