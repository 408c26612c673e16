from django.db import migrations, models


def forget_what_was_given_back(apps, _schema_editor):
    cases = apps.get_model("feedback", "RestrictedCase").objects
    cases.filter(returned_on__isnull=False).update(raw_text="", record={}, email="", phone="")


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0020_letters_tell_all'),
    ]

    operations = [
        migrations.AlterField(
            model_name='restrictedcase',
            name='raw_text',
            field=models.TextField(blank=True, verbose_name='text as received'),
        ),
        migrations.RunPython(forget_what_was_given_back, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='restrictedcase',
            constraint=models.CheckConstraint(condition=models.Q(('returned_on__isnull', True), models.Q(('email', ''), ('phone', ''), ('raw_text', ''), ('record', {})), _connector='OR'), name='case_given_back_keeps_nothing_of_it'),
        ),
    ]
