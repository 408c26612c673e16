"""Of whom a body must have how many."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workgroups', '0005_seats_written'),
    ]

    operations = [
        migrations.CreateModel(
            name='CompositionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at_least', models.PositiveSmallIntegerField(default=1, verbose_name='at least')),
                ('whom', models.CharField(choices=[('outside', 'anybody from outside the office and its schools'), ('sector:state', 'state sector'), ('sector:private', 'private sector'), ('sector:people', "people's sector"), ('student', 'pupil'), ('parent', 'parent or guardian'), ('teacher', 'teacher'), ('education_personnel', 'education personnel'), ('school_director', 'school director'), ('school_board', 'school board member'), ('esao_staff', 'staff of the area office'), ('local_government', 'local government'), ('community_leader', 'community leader'), ('expert', 'expert'), ('private_organisation', 'private organisation'), ('religious_institution', 'religious institution'), ('alumni', 'alumnus'), ('retired_official', 'retired official'), ('other_agency', 'other state agency'), ('general_public', 'general public')], max_length=40, verbose_name='stands for')),
                ('of_chair', models.BooleanField(default=False, verbose_name='the chair')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='composition', to='workgroups.committee', verbose_name='body')),
            ],
            options={
                'verbose_name': 'rule of composition',
                'verbose_name_plural': 'composition',
                'ordering': ['committee', 'of_chair', 'id'],
                'constraints': [models.UniqueConstraint(fields=('committee', 'whom', 'of_chair'), name='composition_says_once', violation_error_message='This is said twice. Take one of the lines out.'), models.CheckConstraint(condition=models.Q(('at_least__range', (1, 50))), name='composition_asks_for_some', violation_error_message='Ask for 1 to 50 people.'), models.CheckConstraint(condition=models.Q(('whom__in', ['outside', 'sector:state', 'sector:private', 'sector:people', 'student', 'parent', 'teacher', 'education_personnel', 'school_director', 'school_board', 'esao_staff', 'local_government', 'community_leader', 'expert', 'private_organisation', 'religious_institution', 'alumni', 'retired_official', 'other_agency', 'general_public'])), name='composition_whom_is_known')],
            },
        ),
    ]
