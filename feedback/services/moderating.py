"""The log of moderation: what was done to a public text, by whom, and why."""

from feedback.choices import Act
from feedback.models import Moderation, Opinion
from participation.models import AuditEvent, User


def record(act: Act, opinion: Opinion, *, by: User | None, reason: str = "") -> None:
    """Write it into the log and the trail; of readers, who have no name, the day alone."""
    event = AuditEvent.record(act, opinion, by=by)
    Moderation.objects.create(opinion=opinion, act=act, reason=reason, by=by, at=event.at)
