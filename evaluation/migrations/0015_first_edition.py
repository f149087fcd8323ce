"""The first edition: a portal that has published already keeps its pages from the first start on."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0014_words_erased_by_two'),
    ]

    operations = [
        migrations.RunSQL(
            "INSERT INTO evaluation_edition (shard, mark) VALUES (0, gen_random_uuid()) ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
    ]
