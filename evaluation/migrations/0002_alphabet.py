"""PostgreSQL's function for the alphabetical order of names; a plain server of any build has all that it needs."""

from django.db import migrations

from evaluation.alphabet import FUNCTION, sql_function


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]

    operations = [
        migrations.RunSQL(sql_function(), f"DROP FUNCTION IF EXISTS {FUNCTION}(text, text)"),
    ]
