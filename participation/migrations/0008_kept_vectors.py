from django.db import migrations

from participation import database


class Migration(migrations.Migration):
    dependencies = [("participation", "0007_notices_are_sent")]

    operations = [
        migrations.RunPython(database.keep_vectors, database.forget_vectors, elidable=False)
    ]
