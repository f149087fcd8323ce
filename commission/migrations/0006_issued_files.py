"""What was issued before there was a list of issued files: the files that stand built."""

from django.db import migrations

ISSUED = """
INSERT INTO evaluation_issuedfile (kind, object_id, number, language, sha256, issued_at)
SELECT 'commission.commissionreport', record.id, cycle.year::text, file.language, file.sha256, file.built_at
FROM commission_commissionreportfile AS file JOIN commission_commissionreport AS record ON record.id = file.report_id JOIN evaluation_cycle AS cycle ON cycle.id = record.cycle_id
WHERE file.state = 'built' AND file.sha256 <> ''
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0008_stored_files"), ("commission", "0005_kept_by_the_database")]

    operations = [migrations.RunSQL(ISSUED, migrations.RunSQL.noop)]
