"""A matter kept in the sender's own account. Nothing is written into the audit trail: nobody but
the person is to know of it."""

from feedback.models import KeptOpinion, Opinion
from participation.models import User


def keep(opinion: Opinion, *, by: User) -> KeptOpinion:
    """Let the person find the matter without its code; kept already, it is well."""
    kept, _created = KeptOpinion.objects.get_or_create(user=by, opinion=opinion)
    return kept


def let_go(kept: KeptOpinion) -> None:
    """Undo it; the matter itself stays, and its code still opens it."""
    kept.delete()
