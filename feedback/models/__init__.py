"""What people say and what became of it."""

from feedback.models.answer import Response
from feedback.models.following import ImprovementAction, MonitoringReview, Recommendation
from feedback.models.opinion import Opinion, OpinionContact

__all__ = [
    "ImprovementAction",
    "MonitoringReview",
    "Opinion",
    "OpinionContact",
    "Recommendation",
    "Response",
]
