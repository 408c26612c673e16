from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from participation import duties


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("opinions and answers")

    def ready(self) -> None:
        """Say what this house's duties ask for."""
        duties.register("sort_opinion", _("Sort opinion %(subject)s"))
        duties.register("answer_opinion", _("Answer opinion %(subject)s"))
        duties.register(
            "act_on_recommendation", _("Record what was done about recommendation %(subject)s")
        )
