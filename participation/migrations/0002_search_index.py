from django.db import migrations

from participation import database


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]

    operations = [
        migrations.RunPython(database.create_search_index, database.drop_search_index, elidable=False)
    ]
