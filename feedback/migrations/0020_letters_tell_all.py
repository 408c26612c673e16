from django.db import migrations, models


def letters_went_out(apps, _schema_editor):
    apps.get_model("feedback", "Reminder").objects.update(told_on=models.F("written_on"))


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0019_newest_of_a_state'),
    ]

    operations = [
        migrations.AddField(
            model_name='reminder',
            name='told_on',
            field=models.DateField(blank=True, null=True, verbose_name='told on'),
        ),
        migrations.RunPython(letters_went_out, migrations.RunPython.noop, elidable=True),
    ]
