
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import reports.models.documents
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evaluation', '0001_initial'),
        ('evaluation', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('schedule', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('file', models.FileField(max_length=200, upload_to=reports.models.documents.document_path, verbose_name='file')),
                ('filename', models.CharField(max_length=200, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum')),
                ('source_kind', models.PositiveSmallIntegerField(choices=[(1, 'reports of state bodies'), (2, 'checks by the Presidential Administration and authorised bodies'), (3, "control of the President's acts and instructions"), (4, "control of the Government's acts and instructions"), (5, 'control acts of state bodies'), (6, 'official statistics'), (7, 'conclusions of independent experts and public councils'), (8, 'sociological research and international ratings'), (9, 'information of non-profit organisations'), (10, 'other official sources')], verbose_name='source of information')),
                ('confidentiality', models.CharField(choices=[('open', 'open'), ('official_use', 'for official use')], default='open', max_length=16, verbose_name='confidentiality')),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
                ('handed_at', models.DateTimeField(blank=True, null=True, verbose_name='handed over at')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='evaluation.body', verbose_name='body concerned')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='evaluation.cycle', verbose_name='cycle')),
                ('supplied_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluation.body', verbose_name='supplied by')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'supporting document',
                'verbose_name_plural': 'supporting documents',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='DatumValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=60, verbose_name='data item')),
                ('language', models.CharField(blank=True, max_length=2)),
                ('row', models.CharField(blank=True, max_length=60)),
                ('provenance', models.CharField(choices=[('reported', 'reported by the body'), ('register', "authority's register"), ('statistics', 'official statistics'), ('survey', 'survey'), ('verified', 'verified by the evaluator'), ('appeal', 'found on appeal')], max_length=16, verbose_name='given by')),
                ('status', models.CharField(choices=[('given', 'given'), ('not_counted', 'not counted')], default='given', max_length=16, verbose_name='status')),
                ('number', models.DecimalField(blank=True, decimal_places=8, max_digits=30, null=True, verbose_name='value')),
                ('choice', models.CharField(blank=True, max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('given_at', models.DateTimeField(verbose_name='given at')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('draft', models.BooleanField(default=False, verbose_name='not signed yet')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='evaluation.body', verbose_name='body')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='evaluation.cycle', verbose_name='cycle')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluation.body', verbose_name='given by the authority')),
                ('documents', models.ManyToManyField(blank=True, related_name='values', to='reports.document', verbose_name='documents')),
            ],
            options={
                'verbose_name': 'value',
                'verbose_name_plural': 'values',
                'ordering': ['item', 'row', 'language'],
            },
        ),
        migrations.CreateModel(
            name='DocumentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('file', models.FileField(max_length=200, upload_to=reports.models.documents.document_path, verbose_name='file')),
                ('filename', models.CharField(max_length=200, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum')),
                ('source_kind', models.PositiveSmallIntegerField(choices=[(1, 'reports of state bodies'), (2, 'checks by the Presidential Administration and authorised bodies'), (3, "control of the President's acts and instructions"), (4, "control of the Government's acts and instructions"), (5, 'control acts of state bodies'), (6, 'official statistics'), (7, 'conclusions of independent experts and public councils'), (8, 'sociological research and international ratings'), (9, 'information of non-profit organisations'), (10, 'other official sources')], verbose_name='source of information')),
                ('confidentiality', models.CharField(choices=[('open', 'open'), ('official_use', 'for official use')], default='open', max_length=16, verbose_name='confidentiality')),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
                ('handed_at', models.DateTimeField(blank=True, null=True, verbose_name='handed over at')),
                ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body concerned')),
                ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.document')),
                ('supplied_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='supplied by')),
                ('uploaded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('block', models.PositiveSmallIntegerField(choices=[(1, 'Achievement of goals'), (2, 'Interaction with individuals and legal entities'), (3, 'Organisational development')], verbose_name='block')),
                ('state', models.CharField(choices=[('draft', 'being prepared'), ('awaiting_signature', 'awaits signature'), ('signed', 'submitted'), ('returned', 'returned for completion'), ('accepted', 'accepted')], db_index=True, default='draft', max_length=32, verbose_name='state')),
                ('prepared_at', models.DateTimeField(blank=True, null=True, verbose_name='prepared at')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed at')),
                ('returned_because', models.TextField(blank=True, verbose_name='why it was returned')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='evaluation.body', verbose_name='body')),
                ('completion_term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schedule.term')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='evaluation.cycle', verbose_name='cycle')),
                ('prepared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ['cycle', 'body', 'block'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('block', models.PositiveSmallIntegerField(choices=[(1, 'Achievement of goals'), (2, 'Interaction with individuals and legal entities'), (3, 'Organisational development')], verbose_name='block')),
                ('state', models.CharField(choices=[('draft', 'being prepared'), ('awaiting_signature', 'awaits signature'), ('signed', 'submitted'), ('returned', 'returned for completion'), ('accepted', 'accepted')], default='draft', max_length=32, verbose_name='state')),
                ('prepared_at', models.DateTimeField(blank=True, null=True, verbose_name='prepared at')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed at')),
                ('returned_because', models.TextField(blank=True, verbose_name='why it was returned')),
                ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body')),
                ('completion_term', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schedule.term')),
                ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.report')),
                ('prepared_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StatisticsImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('retrieved_on', models.DateField(verbose_name='retrieved on')),
                ('filename', models.CharField(max_length=200, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum')),
                ('count', models.PositiveIntegerField(verbose_name='values')),
                ('imported_at', models.DateTimeField(verbose_name='imported at')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statistics_imports', to='evaluation.body', verbose_name='authorised body')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statistics_imports', to='evaluation.cycle', verbose_name='cycle')),
                ('imported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import of official statistics',
                'verbose_name_plural': 'imports of official statistics',
                'ordering': ['-imported_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='DatumValueEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('item', models.CharField(max_length=60, verbose_name='data item')),
                ('language', models.CharField(blank=True, max_length=2)),
                ('row', models.CharField(blank=True, max_length=60)),
                ('provenance', models.CharField(choices=[('reported', 'reported by the body'), ('register', "authority's register"), ('statistics', 'official statistics'), ('survey', 'survey'), ('verified', 'verified by the evaluator'), ('appeal', 'found on appeal')], max_length=16, verbose_name='given by')),
                ('status', models.CharField(choices=[('given', 'given'), ('not_counted', 'not counted')], default='given', max_length=16, verbose_name='status')),
                ('number', models.DecimalField(blank=True, decimal_places=8, max_digits=30, null=True, verbose_name='value')),
                ('choice', models.CharField(blank=True, max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('given_at', models.DateTimeField(verbose_name='given at')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('draft', models.BooleanField(default=False, verbose_name='not signed yet')),
                ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body')),
                ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle')),
                ('given_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_for', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='given by the authority')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.datumvalue')),
                ('statistics', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reports.statisticsimport', verbose_name='import of official statistics')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='datumvalue',
            name='statistics',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='reports.statisticsimport', verbose_name='import of official statistics'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('source_kind__in', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])), name='document_source_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('confidentiality__in', ['open', 'official_use'])), name='document_confidentiality_known'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='document_not_empty'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_documentevent" ("body_id", "confidentiality", "content_type", "cycle_id", "file", "filename", "handed_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "source_kind", "supplied_by_id", "title", "uploaded_at", "uploaded_by_id") VALUES (NEW."body_id", NEW."confidentiality", NEW."content_type", NEW."cycle_id", NEW."file", NEW."filename", NEW."handed_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sha256", NEW."size", NEW."source_kind", NEW."supplied_by_id", NEW."title", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;', hash='13e0d179d4a08160fe30870462e3ec08f95b436e', operation='INSERT', pgid='pgtrigger_insert_insert_6a821', table='reports_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_documentevent" ("body_id", "confidentiality", "content_type", "cycle_id", "file", "filename", "handed_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "source_kind", "supplied_by_id", "title", "uploaded_at", "uploaded_by_id") VALUES (NEW."body_id", NEW."confidentiality", NEW."content_type", NEW."cycle_id", NEW."file", NEW."filename", NEW."handed_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sha256", NEW."size", NEW."source_kind", NEW."supplied_by_id", NEW."title", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;', hash='3b8fadacf54de4778581676dd51efa5ef9dee4dd', operation='UPDATE', pgid='pgtrigger_update_update_53276', table='reports_document', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('cycle', 'body', 'block'), name='report_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('block__in', [1, 2, 3])), name='report_block_known'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['signed', 'accepted']), _negated=True), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='signed_report_has_signature'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_reportevent" ("block", "body_id", "completion_term_id", "created_at", "cycle_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "returned_because", "revision", "signed_at", "signed_by_id", "state") VALUES (NEW."block", NEW."body_id", NEW."completion_term_id", NEW."created_at", NEW."cycle_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."returned_because", NEW."revision", NEW."signed_at", NEW."signed_by_id", NEW."state"); RETURN NULL;', hash='07bba167a74b256b5bd3f4c98d0f5431337c2146', operation='INSERT', pgid='pgtrigger_insert_insert_84ceb', table='reports_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_reportevent" ("block", "body_id", "completion_term_id", "created_at", "cycle_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "returned_because", "revision", "signed_at", "signed_by_id", "state") VALUES (NEW."block", NEW."body_id", NEW."completion_term_id", NEW."created_at", NEW."cycle_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."returned_because", NEW."revision", NEW."signed_at", NEW."signed_by_id", NEW."state"); RETURN NULL;', hash='50eda4c27d50f180e3a7ec19a9b90efa666a0bbd', operation='UPDATE', pgid='pgtrigger_update_update_234a9', table='reports_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{awaiting_signature:draft,awaiting_signature:signed,draft:awaiting_signature,returned:awaiting_signature,signed:accepted,signed:returned}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='53ec8ef5d2742433d880f667b739a6dc434cf82d', operation='UPDATE', pgid='pgtrigger_state_moves_5f254', table='reports_report', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'draft\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "draft"\', TG_TABLE_NAME;', hash='6c18f6f819ed9c45a1e48d25eeef2b48936279ff', operation='INSERT', pgid='pgtrigger_state_begins_b20c9', table='reports_report', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statisticsimport',
            trigger=pgtrigger.compiler.Trigger(name='statistics_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='06e2da39e663b79d06914601d36539379654f80f', operation='UPDATE OR DELETE', pgid='pgtrigger_statistics_stay_f8019', table='reports_statisticsimport', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='datumvalue',
            constraint=models.UniqueConstraint(fields=('cycle', 'body', 'item', 'language', 'row', 'provenance'), name='value_once_per_hand'),
        ),
        migrations.AddConstraint(
            model_name='datumvalue',
            constraint=models.CheckConstraint(condition=models.Q(('provenance__in', ['reported', 'register', 'statistics', 'survey', 'verified', 'appeal'])), name='value_provenance_known'),
        ),
        migrations.AddConstraint(
            model_name='datumvalue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('choice', ''), ('number__isnull', True), ('status', 'not_counted'), models.Q(('reason', ''), _negated=True)), models.Q(('choice', ''), ('number__isnull', False), ('status', 'given')), models.Q(('number__isnull', True), ('status', 'given'), models.Q(('choice', ''), _negated=True)), _connector='OR'), name='value_given_or_explained'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datumvalue',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_datumvalueevent" ("body_id", "choice", "cycle_id", "draft", "given_at", "given_by_id", "given_for_id", "id", "item", "language", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provenance", "reason", "revision", "row", "statistics_id", "status") VALUES (NEW."body_id", NEW."choice", NEW."cycle_id", NEW."draft", NEW."given_at", NEW."given_by_id", NEW."given_for_id", NEW."id", NEW."item", NEW."language", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provenance", NEW."reason", NEW."revision", NEW."row", NEW."statistics_id", NEW."status"); RETURN NULL;', hash='ecd1d240794c6f73a3826fd6bc3f4b2f48e90396', operation='INSERT', pgid='pgtrigger_insert_insert_5e8c0', table='reports_datumvalue', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datumvalue',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_datumvalueevent" ("body_id", "choice", "cycle_id", "draft", "given_at", "given_by_id", "given_for_id", "id", "item", "language", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provenance", "reason", "revision", "row", "statistics_id", "status") VALUES (NEW."body_id", NEW."choice", NEW."cycle_id", NEW."draft", NEW."given_at", NEW."given_by_id", NEW."given_for_id", NEW."id", NEW."item", NEW."language", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provenance", NEW."reason", NEW."revision", NEW."row", NEW."statistics_id", NEW."status"); RETURN NULL;', hash='b348b0ecb2766ea0fef1073ce7283edf5a4b6a1b', operation='UPDATE', pgid='pgtrigger_update_update_162bb', table='reports_datumvalue', when='AFTER')),
        ),
    ]
