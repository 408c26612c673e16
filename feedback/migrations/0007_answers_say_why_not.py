"""An answer that is no more than a no says why; answers from before say that they did not."""

from django.db import migrations, models

NEED_A_REASON = ["not_possible", "passed_on"]
REASONS = [
    ("law", "the law does not allow it"),
    ("budget", "there is no budget for it"),
    ("other_agency", "another agency decides"),
    ("already_done", "it is done already"),
    ("no_majority", "most of those concerned did not agree"),
    ("unstated", "not stated at the time"),
]


def mark_unstated(apps, _editor):
    answers = apps.get_model("feedback", "Response").objects
    answers.filter(outcome__in=NEED_A_REASON, reason="").update(reason="unstated")


class Migration(migrations.Migration):
    dependencies = [("feedback", "0006_conversation_in_order")]

    operations = [
        migrations.RemoveConstraint("response", "response_reason_is_known"),
        migrations.AlterField(
            "response",
            "reason",
            models.CharField(
                blank=True, choices=REASONS, max_length=20, verbose_name="why not"
            ),
        ),
        migrations.AlterField(
            "answerdraft",
            "reason",
            models.CharField(
                blank=True, choices=REASONS, max_length=20, verbose_name="why not"
            ),
        ),
        migrations.RunPython(mark_unstated, migrations.RunPython.noop),
        migrations.AddConstraint(
            "response",
            models.CheckConstraint(
                condition=models.Q(reason__in=["", *(value for value, _label in REASONS)]),
                name="response_reason_is_known",
            ),
        ),
        migrations.AddConstraint(
            "response",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", tuple(NEED_A_REASON)), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="response_says_why_not",
            ),
        ),
    ]
