"""The scan of an order as it was signed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participation', '0011_readers_reports'),
        ('workgroups', '0006_composition'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='participation.publishedfile')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signed', to='workgroups.appointmentorder')),
            ],
            options={
                'verbose_name': 'signed paper',
                'verbose_name_plural': 'signed papers',
            },
        ),
    ]
