"""A report keeps who accepted it and when; the conclusion tells the day (c40, c47)."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


#: Of a report accepted before, the journal knows who accepted it and when. The last line lets the table change after it.
FROM_THE_JOURNAL = """
UPDATE reports_report AS report SET accepted_at = entry.at, accepted_by_id = entry.actor_id
FROM (
    SELECT DISTINCT ON (object_id) object_id, at, actor_id FROM evaluation_journalentry
    WHERE object_type = 'reports.report' AND act = 'report.accept' ORDER BY object_id, at DESC
) AS entry
WHERE entry.object_id = report.id AND report.state = 'accepted';
SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0001_initial'),
        ('reports', '0001_initial'),
        ('schedule', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='report',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='report',
            name='update_update',
        ),
        migrations.AddField(
            model_name='report',
            name='accepted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='accepted at'),
        ),
        migrations.AddField(
            model_name='report',
            name='accepted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reportevent',
            name='accepted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='accepted at'),
        ),
        migrations.AddField(
            model_name='reportevent',
            name='accepted_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(FROM_THE_JOURNAL, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_reportevent" ("accepted_at", "accepted_by_id", "block", "body_id", "completion_term_id", "created_at", "cycle_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "returned_because", "revision", "signed_at", "signed_by_id", "state") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."block", NEW."body_id", NEW."completion_term_id", NEW."created_at", NEW."cycle_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."returned_because", NEW."revision", NEW."signed_at", NEW."signed_by_id", NEW."state"); RETURN NULL;', hash='d4fb86f3e7cbc9a66a2e62548251e3f79d088fea', operation='INSERT', pgid='pgtrigger_insert_insert_84ceb', table='reports_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_reportevent" ("accepted_at", "accepted_by_id", "block", "body_id", "completion_term_id", "created_at", "cycle_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "returned_because", "revision", "signed_at", "signed_by_id", "state") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."block", NEW."body_id", NEW."completion_term_id", NEW."created_at", NEW."cycle_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."returned_because", NEW."revision", NEW."signed_at", NEW."signed_by_id", NEW."state"); RETURN NULL;', hash='fd273a971163577e06a25c327c34064676c3d7cd', operation='UPDATE', pgid='pgtrigger_update_update_234a9', table='reports_report', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='accepted_report_has_acceptance'),
        ),
    ]
