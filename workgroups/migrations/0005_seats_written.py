"""Write down the seats of orders already issued; freeze again what an order says (docs/adr)."""

import datetime as dt
from importlib import import_module

from django.db import migrations

from participation import database

earlier = import_module("workgroups.migrations.0002_frozen_orders")
committees = import_module("workgroups.migrations.0003_frozen_committees")

SINGLE_SEATS = ("chair", "member_secretary")
#: A seat once held is never held longer, by nobody else and from no other day.
SHORTENED_AT_MOST = " OR ".join(
    ["{row}.free_from > OLD.free_from"]
    + [f"{{row}}.{column} <> OLD.{column}" for column in ("first_day", "member_id", "committee_id", "seat")]
)
PARTS = earlier.PARTS | {"workgroups_departure": "order_id"}
HOLDING = "workgroups_seatholding"


def write(apps, _schema_editor):
    member, holding = (apps.get_model("workgroups", name) for name in ("CommitteeMember", "SeatHolding"))
    issued = member.objects.filter(order__state="issued").select_related("order")
    holding.objects.bulk_create(
        holding(
            member=one,
            committee_id=one.order.committee_id,
            seat=one.position if one.position in SINGLE_SEATS else str(one.pk),
            place=one.sequence,
            appointment_id=one.order_id,
            first_day=one.order.term_start,
            free_from=one.order.term_end + dt.timedelta(days=1),
        )
        for one in issued
    )


def freeze(apps, schema_editor):
    committees.freeze(apps, schema_editor)
    issued = "{row}.state = 'issued'"
    database.freeze_rows(schema_editor, earlier.ORDER, issued, {"UPDATE": ["OLD"], "DELETE": ["OLD"]})
    for table, column in PARTS.items():
        of_issued = f"(SELECT state FROM {earlier.ORDER} WHERE id = {{row}}.{column} {{lock}}) = 'issued'"
        database.freeze_rows(schema_editor, table, of_issued, earlier.EVENTS)
    database.freeze_rows(schema_editor, HOLDING, SHORTENED_AT_MOST, {"UPDATE": ["NEW"]})


def thaw(apps, schema_editor):
    committees.thaw(apps, schema_editor)
    database.thaw_rows(schema_editor, HOLDING, ["UPDATE"])
    database.thaw_rows(schema_editor, earlier.ORDER, ["UPDATE", "DELETE"])
    for table in PARTS:
        database.thaw_rows(schema_editor, table, list(earlier.EVENTS))


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0004_seats_held")]

    operations = [
        migrations.RunPython(write, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(freeze, thaw, elidable=False),
    ]
