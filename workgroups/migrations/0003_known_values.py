"""Only values the portal knows. SQLite rebuilds both tables and loses their triggers on the way: they are set anew."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

frozen_orders = import_module("workgroups.migrations.0002_frozen_orders")


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0002_frozen_orders")]

    operations = [
        migrations.RunPython(frozen_orders.thaw, frozen_orders.freeze),
        migrations.AddConstraint(
            model_name="appointmentorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("order_number__isnull", True), ("order_number__gte", 1), _connector="OR"),
                name="order_number_counts_from_one",
                violation_error_message="Order numbers begin with 1.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("number_year_be__range", (2540, 2700))), name="order_number_year_is_buddhist"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("signing_capacity__in", ["own", "acting_for", "on_behalf_of"])),
                name="order_signing_capacity_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeemember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "position__in",
                        ["adviser", "chair", "vice_chair", "member", "member_secretary", "member_assistant_secretary"],
                    )
                ),
                name="member_position_is_known",
            ),
        ),
        migrations.AlterField(
            model_name="committeemember",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="workgroups.appointmentorder",
                verbose_name="appointment order",
            ),
        ),
        migrations.RunPython(frozen_orders.freeze, frozen_orders.thaw),
    ]
