"""What orders change in one another, and the days from which to which seats are held (docs/adr)."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

orders, committees = (
    import_module(f"workgroups.migrations.{name}")
    for name in ("0002_frozen_orders", "0003_frozen_committees")
)

def thaw(apps, schema_editor):
    """SQLite makes the frozen tables anew here; the next migration freezes them again."""
    committees.thaw(apps, schema_editor)
    orders.thaw(apps, schema_editor)


def freeze(apps, schema_editor):
    orders.freeze(apps, schema_editor)
    committees.freeze(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('participation', '0011_readers_reports'),
        ('workgroups', '0003_frozen_committees'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(thaw, freeze, elidable=False),
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('resigned', 'resigned'), ('moved', 'moved to another place of work'), ('retired', 'retired from service'), ('no_longer_stands_for', 'no longer represents those it was named for'), ('died', 'died'), ('other', 'as fits the work')], max_length=20, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'departure',
                'verbose_name_plural': 'departures',
                'ordering': ['order', 'member__sequence', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SeatHolding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(max_length=40)),
                ('place', models.PositiveSmallIntegerField()),
                ('first_day', models.DateField()),
                ('free_from', models.DateField()),
            ],
            options={
                'verbose_name': 'seat held',
                'verbose_name_plural': 'seats held',
                'ordering': ['appointment', 'place', 'first_day', 'id'],
            },
        ),
        migrations.AddField(
            model_name='appointmentorder',
            name='amends',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='workgroups.appointmentorder', verbose_name='order it changes'),
        ),
        migrations.AddField(
            model_name='appointmentorder',
            name='kind',
            field=models.CharField(choices=[('appoint', 'appoints'), ('amend', 'changes an appointment'), ('revoke', 'revokes an appointment')], default='appoint', max_length=10, verbose_name='what it does'),
        ),
        migrations.AddField(
            model_name='committeemember',
            name='in_place_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='workgroups.committeemember', verbose_name='in place of'),
        ),
        migrations.AlterField(
            model_name='appointmentorder',
            name='duties',
            field=models.TextField(blank=True, help_text='One on each line.', verbose_name='duties and powers'),
        ),
        migrations.AddConstraint(
            model_name='appointmentorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amends__isnull', True), ('kind', 'appoint')), models.Q(('amends__isnull', False), ('kind__in', ['amend', 'revoke'])), _connector='OR'), name='order_that_changes_names_which'),
        ),
        migrations.AddConstraint(
            model_name='appointmentorder',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'revoke'), ('state', 'issued')), fields=('amends',), name='order_is_revoked_once'),
        ),
        migrations.AddConstraint(
            model_name='committeemember',
            constraint=models.UniqueConstraint(fields=('order', 'in_place_of'), name='member_is_followed_once', violation_error_message='Two people cannot take over one seat. Choose another for one of them.'),
        ),
        migrations.AddField(
            model_name='departure',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departures', to='workgroups.committeemember', verbose_name='who leaves'),
        ),
        migrations.AddField(
            model_name='departure',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='departures', to='workgroups.appointmentorder', verbose_name='appointment order'),
        ),
        migrations.AddField(
            model_name='seatholding',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='workgroups.appointmentorder'),
        ),
        migrations.AddField(
            model_name='seatholding',
            name='committee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='workgroups.committee'),
        ),
        migrations.AddField(
            model_name='seatholding',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended', to='workgroups.appointmentorder'),
        ),
        migrations.AddField(
            model_name='seatholding',
            name='member',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='holding', to='workgroups.committeemember'),
        ),
        migrations.AddConstraint(
            model_name='departure',
            constraint=models.UniqueConstraint(fields=('order', 'member'), name='departure_is_named_once', violation_error_message='This person is already leaving by this order. Remove one of the two lines.'),
        ),
        migrations.AddConstraint(
            model_name='departure',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['resigned', 'moved', 'retired', 'no_longer_stands_for', 'died', 'other'])), name='departure_reason_is_known'),
        ),
        migrations.AddIndex(
            model_name='seatholding',
            index=models.Index(fields=['committee', 'first_day', 'free_from'], name='seat_by_body_and_day'),
        ),
        migrations.AddConstraint(
            model_name='seatholding',
            constraint=models.CheckConstraint(condition=models.Q(('free_from__gte', models.F('first_day'))), name='seat_is_held_from_day_to_day'),
        ),
    ]
