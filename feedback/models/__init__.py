"""What people say and what became of it."""

from feedback.models.answer import (
    AnswerDraft,
    AnswerTemplate,
    Message,
    Reminder,
    Response,
    Verdict,
)
from feedback.models.coming_in import (
    Attachment,
    EntryLink,
    KeptOpinion,
    OpinionContact,
    Upload,
)
from feedback.models.desk_search import DeskEntry
from feedback.models.following import ImprovementAction, MonitoringReview, Recommendation
from feedback.models.learnt import LearntWords
from feedback.models.merging import Merging
from feedback.models.opinion import Opinion
from feedback.models.restricted import CaseFile, CaseMessage, RestrictedCase
from feedback.models.tally import OpinionTally
from feedback.models.triage import (
    InternalNote,
    Moderation,
    ReaderReport,
    RoutingRule,
    RuleDecision,
    Support,
)

__all__ = [
    "AnswerDraft",
    "AnswerTemplate",
    "Attachment",
    "CaseFile",
    "CaseMessage",
    "DeskEntry",
    "EntryLink",
    "ImprovementAction",
    "InternalNote",
    "KeptOpinion",
    "LearntWords",
    "Merging",
    "Message",
    "Moderation",
    "MonitoringReview",
    "Opinion",
    "OpinionContact",
    "OpinionTally",
    "ReaderReport",
    "Recommendation",
    "Reminder",
    "Response",
    "RestrictedCase",
    "RoutingRule",
    "RuleDecision",
    "Support",
    "Upload",
    "Verdict",
]
