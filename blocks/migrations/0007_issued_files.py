"""What was issued before there was a list of issued files: the files that stand built."""

from django.db import migrations

ISSUED = """
INSERT INTO evaluation_issuedfile (kind, object_id, number, language, sha256, issued_at)
SELECT 'blocks.conclusion', record.id, record.number, file.language, file.sha256, file.built_at
FROM blocks_conclusionfile AS file JOIN blocks_conclusion AS record ON record.id = file.conclusion_id
WHERE file.state = 'built' AND file.sha256 <> ''
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0008_stored_files"), ("blocks", "0006_kept_by_the_database")]

    operations = [migrations.RunSQL(ISSUED, migrations.RunSQL.noop)]
