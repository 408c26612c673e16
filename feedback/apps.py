from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from participation import desk, duties


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("opinions and answers")

    def ready(self) -> None:
        """Register letters and duties, offer this house's pages, keep tally and order."""
        from feedback import digest, jobs, notices  # noqa: F401, PLC0415 (registered by being imported)

        post_migrate.connect(_keep_by_triggers, sender=self)
        duties.register("sort_opinion", _("Sort opinion %(subject)s"))
        duties.register("answer_opinion", _("Answer opinion %(subject)s"))
        duties.register("read_note", _("Read the note on %(subject)s"))
        duties.register(
            "look_after_waiting",
            _("Opinion %(subject)s waits for its sender: go on without a reply?"),
        )
        duties.register("look_after_late", _("The answer to %(subject)s is late: look after it"))
        duties.register("look_again", _("Readers object to opinion %(subject)s: look at it again"))
        duties.register("sign_off_answer", _("Sign off the answer to %(subject)s"))
        duties.register("look_into_case", _("Look into complaint %(subject)s"))
        duties.register(
            "act_on_recommendation", _("Record what was done about recommendation %(subject)s")
        )
        desk.offer(
            desk.Step(
                "feedback:new_review",
                _("Write a review"),
                _("What you found in the work of a group, and what you recommend."),
                "pencil",
                "feedback.write_review",
            ),
            desk.Step(
                "feedback:desk_opinions",
                _("Opinions"),
                _("What people have told the office; what is still open comes first."),
                "opinion",
                "feedback.read_desk",
            ),
            desk.Step(
                "feedback:cases",
                _("Complaints"),
                _("What accuses somebody; only the legal officer reads it."),
                "scales",
                "feedback.read_cases",
            ),
            desk.Step(
                "feedback:enter_opinion",
                _("Enter an opinion"),
                _("What came on paper, by telephone or in person, one after the other."),
                "pencil",
                "feedback.enter_opinion",
            ),
            desk.Step(
                "feedback:import_opinions",
                _("Bring in opinions"),
                _("From paper forms, the telephone or a meeting, by one spreadsheet."),
                "upload",
                "feedback.import_opinions",
            ),
            desk.Step(
                "feedback:new_improvement",
                _("Record an improvement"),
                _("What was changed because of what people said, with its evidence."),
                "improvement",
                "feedback.record_improvement",
            ),
            desk.Step(
                "feedback:reviews",
                _("Monitoring reviews"),
                _("What the monitoring committee found, and what became of it."),
                "search",
                "feedback.read_reviews",
            ),
            desk.Step(
                "feedback:wordings",
                _("Answer templates"),
                _("Wordings that answers begin with, filled in when they are used."),
                "pencil",
                "feedback.write_wording",
            ),
            desk.Step(
                "feedback:answers",
                _("Answer by spreadsheet"),
                _("Take what waits for you as one file, fill it in, bring it back."),
                "upload",
                "feedback.answer_opinion",
            ),
            desk.Step(
                "feedback:rules",
                _("Routing rules"),
                _("Where opinions go by themselves that their senders addressed to nobody."),
                "arrow-right",
                "feedback.write_rules",
            ),
            desk.Step(
                "feedback:links",
                _("Posters and links"),
                _("QR codes that lead people to the form of a group, a school or an event."),
                "document",
                "feedback.make_links",
            ),
            desk.Step(
                "feedback:moderation_log",
                _("Log of moderation"),
                _("What was published, withheld, covered or reported by readers, and why."),
                "eye",
                "feedback.read_moderation",
            ),
            desk.Step(
                "feedback:new_opinion",
                _("Give an opinion"),
                _("Tell the office what is good and what should be mended."),
                "opinion",
            ),
            desk.Step(
                "feedback:track",
                _("Track a matter"),
                _("With the code of your receipt you see where your matter stands."),
                "received",
            ),
            desk.Step(
                "feedback:matters",
                _("My matters"),
                _("What you have sent and keep in this account, with where each stands."),
                "document",
            ),
            desk.Step(
                "feedback:opinions",
                _("Opinions and answers"),
                _("Read what others have said and what the office has answered."),
                "people",
            ),
        )


def _keep_by_triggers(*, apps: Any = apps, **_kwargs: Any) -> None:
    """After every migration, unless it led back to before there was a tally."""
    from feedback.models import Opinion  # noqa: PLC0415 (models are there only by now)
    from feedback.services import tallying  # noqa: PLC0415
    from participation import database  # noqa: PLC0415

    if "opiniontally" in {model._meta.model_name for model in apps.get_models()}:
        tallying.keep_tally()
        database.ensure_no_chains(Opinion, "merged_into_id")
