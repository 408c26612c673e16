"""The core every house stands on."""

from participation.models.announcement import (
    Announcement,
    MissionGroup,
    MissionTask,
    ParticipationMethod,
    ProcessStep,
)
from participation.models.office import FiscalYear, Office, OrganisationUnit
from participation.models.people import ResponsibleOfficer, RoleGrant, UnitHead, User
from participation.models.record import AuditEvent, Counter, PublishedFile, SearchEntry
from participation.models.work import Duty, Job

__all__ = [
    "Announcement",
    "AuditEvent",
    "Counter",
    "Duty",
    "FiscalYear",
    "Job",
    "MissionGroup",
    "MissionTask",
    "Office",
    "OrganisationUnit",
    "ParticipationMethod",
    "ProcessStep",
    "PublishedFile",
    "ResponsibleOfficer",
    "RoleGrant",
    "SearchEntry",
    "UnitHead",
    "User",
]
