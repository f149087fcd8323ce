from django.db import migrations

from evaluation import sealed_secrets


def seal(apps, schema_editor):
    sealed_secrets.reseal(apps.get_model("mfa", "Authenticator").objects)


def unseal(apps, schema_editor):
    sealed_secrets.unseal(apps.get_model("mfa", "Authenticator").objects)


class Migration(migrations.Migration):

    dependencies = [
        ("evaluation", "0016_deleted_rows_stay_in_history"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, unseal)]
