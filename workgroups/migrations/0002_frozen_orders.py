"""An issued order, the members it names and the tasks it covers can be changed by nobody (docs/adr)."""

from django.db import migrations

from participation import database

ORDER = "workgroups_appointmentorder"
#: What belongs to an order, and the column that says to which.
PARTS = {"workgroups_committeemember": "order_id", "workgroups_appointmentorder_tasks": "appointmentorder_id"}
EVENTS = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}


def freeze(_apps, schema_editor):
    issued = "{row}.state = 'issued'"
    database.freeze_rows(schema_editor, ORDER, issued, {"UPDATE": ["OLD"], "DELETE": ["OLD"]})
    for table, column in PARTS.items():
        of_issued = f"(SELECT state FROM {ORDER} WHERE id = {{row}}.{column} {{lock}}) = 'issued'"
        database.freeze_rows(schema_editor, table, of_issued, EVENTS)


def thaw(_apps, schema_editor):
    database.thaw_rows(schema_editor, ORDER, ["UPDATE", "DELETE"])
    for table in PARTS:
        database.thaw_rows(schema_editor, table, list(EVENTS))


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw, elidable=False)]
