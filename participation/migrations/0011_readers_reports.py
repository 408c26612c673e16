import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participation', '0010_restricted_cases'),
    ]

    operations = [
        migrations.RenameField(
            model_name='office',
            old_name='reports_that_hide',
            new_name='reports_before_looking',
        ),
        migrations.AlterField(
            model_name='office',
            name='reports_before_looking',
            field=models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1)], verbose_name='reports by readers after which an opinion is looked at again'),
        ),
        migrations.RemoveConstraint(
            model_name='organisationunit',
            name='one_unit_receives_the_unsorted',
        ),
        migrations.RemoveField(
            model_name='organisationunit',
            name='receives_unsorted',
        ),
    ]
