"""A body is frozen by its first issued order: rights follow from its kind and group (docs/adr)."""

from django.db import migrations

from participation import database

COMMITTEE = "workgroups_committee"
APPOINTED = (
    "EXISTS (SELECT 1 FROM workgroups_appointmentorder AS issued "
    "WHERE issued.committee_id = {row}.id AND issued.state = 'issued')"
)


def freeze(_apps, schema_editor):
    database.freeze_rows(schema_editor, COMMITTEE, APPOINTED, {"UPDATE": ["OLD"]})


def thaw(_apps, schema_editor):
    database.thaw_rows(schema_editor, COMMITTEE, ["UPDATE"])


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0002_frozen_orders")]

    operations = [migrations.RunPython(freeze, thaw, elidable=False)]
