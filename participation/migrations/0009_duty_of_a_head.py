"""Some duties only the head of a unit can do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0008_kept_vectors")]

    operations = [
        migrations.AddField(
            "duty",
            "of_head",
            models.BooleanField(default=False, verbose_name="for the head of the unit"),
        ),
        migrations.AddConstraint(
            "duty",
            models.CheckConstraint(
                condition=models.Q(
                    ("of_head", False),
                    models.Q(("owner__isnull", True), ("role", ""), ("unit__isnull", False)),
                    _connector="OR",
                ),
                name="duty_of_a_head_names_the_unit",
            ),
        ),
    ]
