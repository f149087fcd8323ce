"""Of a database from before: the documents of a filed objection were handed over when it was filed (c57)."""

from django.db import migrations

HANDED_WITH_OBJECTIONS = """
UPDATE blocks_document AS document SET handed_at = filed.at
  FROM (SELECT link.document_id, min(objection.filed_at) AS at FROM appeals_objectionpoint_documents AS link
          JOIN appeals_objectionpoint AS point ON point.id = link.objectionpoint_id
          JOIN appeals_objection AS objection ON objection.id = point.objection_id
         WHERE objection.filed_at IS NOT NULL GROUP BY link.document_id) AS filed
 WHERE document.id = filed.document_id AND document.handed_at IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0002_formed_anew'),
        ('blocks', '0006_handed_over_documents'),
    ]

    operations = [migrations.RunSQL(HANDED_WITH_OBJECTIONS, migrations.RunSQL.noop)]
