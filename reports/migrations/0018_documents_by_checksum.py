from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0017_signatures")]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["sha256"], name="documents_by_checksum"),
        ),
    ]
