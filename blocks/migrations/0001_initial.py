
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evaluation', '0001_initial'),
        ('evaluation', '__first__'),
        ('methodologies', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reports', '0001_initial'),
        ('schedule', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Conclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('block', models.PositiveSmallIntegerField(choices=[(1, 'Achievement of goals'), (2, 'Interaction with individuals and legal entities'), (3, 'Organisational development')], verbose_name='block')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'being drawn up'), ('approved', 'approved'), ('delivered', 'delivered to the body'), ('final', 'final, with state planning'), ('with_working_body', 'with the working body'), ('superseded', 'superseded by a corrected version')], db_index=True, default='draft', max_length=32, verbose_name='state')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='score')),
                ('trace', models.JSONField(default=dict, verbose_name='trace')),
                ('content', models.JSONField(default=dict, verbose_name='content')),
                ('recounted', models.JSONField(blank=True, default=list, verbose_name='figures that arrived')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='received by the body at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conclusions', to='evaluation.body', verbose_name='body')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conclusions', to='evaluation.cycle', verbose_name='cycle')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conclusions_led', to='evaluation.body', verbose_name="block's lead")),
                ('methodology', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conclusions', to='methodologies.methodology', verbose_name='methodology')),
                ('objection_term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schedule.term')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='blocks.conclusion', verbose_name='corrects')),
            ],
            options={
                'verbose_name': 'conclusion',
                'verbose_name_plural': 'conclusions',
                'ordering': ['cycle', 'body', 'block', '-version'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ConclusionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('block', models.PositiveSmallIntegerField(choices=[(1, 'Achievement of goals'), (2, 'Interaction with individuals and legal entities'), (3, 'Organisational development')], verbose_name='block')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'being drawn up'), ('approved', 'approved'), ('delivered', 'delivered to the body'), ('final', 'final, with state planning'), ('with_working_body', 'with the working body'), ('superseded', 'superseded by a corrected version')], default='draft', max_length=32, verbose_name='state')),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='score')),
                ('recounted', models.JSONField(blank=True, default=list, verbose_name='figures that arrived')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='received by the body at')),
                ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body')),
                ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle')),
                ('lead', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name="block's lead")),
                ('methodology', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='methodologies.methodology', verbose_name='methodology')),
                ('objection_term', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schedule.term')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='blocks.conclusion')),
                ('supersedes', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='blocks.conclusion', verbose_name='corrects')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConclusionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('state', models.CharField(choices=[('queued', 'queued'), ('built', 'built'), ('failed', 'failed')], default='queued', max_length=8, verbose_name='state')),
                ('file', models.FileField(blank=True, max_length=200, upload_to='conclusions/', verbose_name='file')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='checksum')),
                ('built_at', models.DateTimeField(blank=True, null=True, verbose_name='built at')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('conclusion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='blocks.conclusion', verbose_name='conclusion')),
            ],
            options={
                'verbose_name': 'file of a conclusion',
                'verbose_name_plural': 'files of conclusions',
                'ordering': ['conclusion', 'language'],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=40, verbose_name='indicator')),
                ('status', models.CharField(choices=[('counted', 'counted'), ('not_counted', 'not counted')], default='counted', max_length=16, verbose_name='status')),
                ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='score')),
                ('rationale', models.TextField(blank=True, verbose_name='rationale')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('scored_at', models.DateTimeField(verbose_name='scored at')),
                ('remade_at', models.DateTimeField(blank=True, null=True, verbose_name='made anew at')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='reports.document', verbose_name='document')),
                ('remade_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scored_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mark',
                'verbose_name_plural': 'marks',
                'ordering': ['partial', 'indicator'],
            },
        ),
        migrations.CreateModel(
            name='PartialConclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('scoring', 'being scored'), ('awaiting_approval', 'awaits approval'), ('approved', 'approved'), ('delivered', "delivered to the block's lead")], db_index=True, default='scoring', max_length=32, verbose_name='state')),
                ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='score')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='delivered at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assignment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='partial', to='evaluation.assignment', verbose_name='assignment')),
                ('methodology', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partials', to='methodologies.methodology', verbose_name='methodology')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'partial conclusion',
                'verbose_name_plural': 'partial conclusions',
                'ordering': ['assignment__cycle', 'assignment__body', 'assignment__direction'],
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='MarkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('indicator', models.CharField(max_length=40, verbose_name='indicator')),
                ('status', models.CharField(choices=[('counted', 'counted'), ('not_counted', 'not counted')], default='counted', max_length=16, verbose_name='status')),
                ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='score')),
                ('rationale', models.TextField(blank=True, verbose_name='rationale')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('scored_at', models.DateTimeField(verbose_name='scored at')),
                ('remade_at', models.DateTimeField(blank=True, null=True, verbose_name='made anew at')),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reports.document', verbose_name='document')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='blocks.mark')),
                ('remade_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('scored_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('partial', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='blocks.partialconclusion', verbose_name='partial conclusion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='mark',
            name='partial',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='blocks.partialconclusion', verbose_name='partial conclusion'),
        ),
        migrations.CreateModel(
            name='PartialConclusionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('scoring', 'being scored'), ('awaiting_approval', 'awaits approval'), ('approved', 'approved'), ('delivered', "delivered to the block's lead")], default='scoring', max_length=32, verbose_name='state')),
                ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='score')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='delivered at')),
                ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('assignment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.assignment', verbose_name='assignment')),
                ('methodology', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='methodologies.methodology', verbose_name='methodology')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='blocks.partialconclusion')),
                ('submitted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(max_length=8, verbose_name='direction')),
                ('text_kk', models.TextField(verbose_name='text in Kazakh')),
                ('text_ru', models.TextField(verbose_name='text in Russian')),
                ('text_en', models.TextField(verbose_name='text in English')),
                ('due_on', models.DateField(verbose_name='to be carried out by')),
                ('outcome', models.CharField(choices=[('given', 'given'), ('reported', 'execution reported'), ('done', 'carried out'), ('not_done', 'not carried out')], default='given', max_length=12, verbose_name='execution')),
                ('outcome_note', models.TextField(blank=True, verbose_name='what was done')),
                ('conclusion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='blocks.conclusion', verbose_name='conclusion')),
            ],
            options={
                'verbose_name': 'recommendation',
                'verbose_name_plural': 'recommendations',
                'ordering': ['conclusion', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RecommendationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('direction', models.CharField(max_length=8, verbose_name='direction')),
                ('text_kk', models.TextField(verbose_name='text in Kazakh')),
                ('text_ru', models.TextField(verbose_name='text in Russian')),
                ('text_en', models.TextField(verbose_name='text in English')),
                ('due_on', models.DateField(verbose_name='to be carried out by')),
                ('outcome', models.CharField(choices=[('given', 'given'), ('reported', 'execution reported'), ('done', 'carried out'), ('not_done', 'not carried out')], default='given', max_length=12, verbose_name='execution')),
                ('outcome_note', models.TextField(blank=True, verbose_name='what was done')),
                ('conclusion', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='blocks.conclusion', verbose_name='conclusion')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='blocks.recommendation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='conclusion',
            constraint=models.UniqueConstraint(fields=('cycle', 'body', 'block', 'version'), name='conclusion_version_once'),
        ),
        migrations.AddConstraint(
            model_name='conclusion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'superseded'), _negated=True), fields=('cycle', 'body', 'block'), name='one_current_conclusion'),
        ),
        migrations.AddConstraint(
            model_name='conclusion',
            constraint=models.CheckConstraint(condition=models.Q(('lead', models.F('body')), _negated=True), name='no_conclusion_on_oneself'),
        ),
        migrations.AddConstraint(
            model_name='conclusion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'superseded']), models.Q(('approved_by__isnull', False), ('score__isnull', False)), _connector='OR'), name='approved_conclusion_has_score'),
        ),
        migrations.AddConstraint(
            model_name='conclusion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['delivered', 'final', 'with_working_body']), _negated=True), ('received_at__isnull', False), _connector='OR'), name='delivered_conclusion_has_receipt'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conclusion',
            trigger=pgtrigger.compiler.Trigger(name='approved_is_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'draft' AND (OLD.score, OLD.number, OLD.trace, OLD.content, OLD.methodology_id) IS DISTINCT FROM (NEW.score, NEW.number, NEW.trace, NEW.content, NEW.methodology_id))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4b87ad1a69befcd2ad5a938c9f42daeeedc3e16a', operation='UPDATE', pgid='pgtrigger_approved_is_immutable_a0284', table='blocks_conclusion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conclusion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "blocks_conclusionevent" ("approved_at", "approved_by_id", "block", "body_id", "created_at", "cycle_id", "id", "lead_id", "methodology_id", "number", "objection_term_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "recounted", "revision", "score", "state", "supersedes_id", "version") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."block", NEW."body_id", NEW."created_at", NEW."cycle_id", NEW."id", NEW."lead_id", NEW."methodology_id", NEW."number", NEW."objection_term_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received_at", NEW."recounted", NEW."revision", NEW."score", NEW."state", NEW."supersedes_id", NEW."version"); RETURN NULL;', hash='c37c98df4491edca362d20475d3102c595047bc8', operation='INSERT', pgid='pgtrigger_insert_insert_46e46', table='blocks_conclusion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conclusion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") OR OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."block" IS DISTINCT FROM (NEW."block") OR OLD."body_id" IS DISTINCT FROM (NEW."body_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lead_id" IS DISTINCT FROM (NEW."lead_id") OR OLD."methodology_id" IS DISTINCT FROM (NEW."methodology_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."objection_term_id" IS DISTINCT FROM (NEW."objection_term_id") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."recounted" IS DISTINCT FROM (NEW."recounted") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."score" IS DISTINCT FROM (NEW."score") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."supersedes_id" IS DISTINCT FROM (NEW."supersedes_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "blocks_conclusionevent" ("approved_at", "approved_by_id", "block", "body_id", "created_at", "cycle_id", "id", "lead_id", "methodology_id", "number", "objection_term_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "recounted", "revision", "score", "state", "supersedes_id", "version") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."block", NEW."body_id", NEW."created_at", NEW."cycle_id", NEW."id", NEW."lead_id", NEW."methodology_id", NEW."number", NEW."objection_term_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received_at", NEW."recounted", NEW."revision", NEW."score", NEW."state", NEW."supersedes_id", NEW."version"); RETURN NULL;', hash='dcf41c1b12a37dfdfc9cbbab386211934c2eccd8', operation='UPDATE', pgid='pgtrigger_update_update_5b4c4', table='blocks_conclusion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conclusion',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{approved:delivered,delivered:final,delivered:superseded,draft:approved,final:superseded,final:with_working_body,with_working_body:superseded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='6f1c1e0b8076ea76437f4371e12a4c4121898319', operation='UPDATE', pgid='pgtrigger_state_moves_5e5f0', table='blocks_conclusion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conclusion',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'draft\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "draft"\', TG_TABLE_NAME;', hash='ec8b629440602180e5529ce5722a68f802fc90b1', operation='INSERT', pgid='pgtrigger_state_begins_e4ac1', table='blocks_conclusion', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='conclusionfile',
            index=models.Index(condition=models.Q(('state', 'built'), _negated=True), fields=['state', 'id'], name='files_to_build'),
        ),
        migrations.AddConstraint(
            model_name='conclusionfile',
            constraint=models.UniqueConstraint(fields=('conclusion', 'language'), name='conclusion_file_once'),
        ),
        migrations.AddConstraint(
            model_name='conclusionfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'built'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), models.Q(('sha256', ''), _negated=True), ('built_at__isnull', False)), _connector='OR'), name='built_file_is_there'),
        ),
        migrations.AddConstraint(
            model_name='partialconclusion',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='second_person_approves'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partialconclusion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "blocks_partialconclusionevent" ("approved_at", "approved_by_id", "assignment_id", "created_at", "delivered_at", "id", "methodology_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "score", "state", "submitted_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."assignment_id", NEW."created_at", NEW."delivered_at", NEW."id", NEW."methodology_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."score", NEW."state", NEW."submitted_by_id"); RETURN NULL;', hash='51bbf4483b664ee6057c875d763cb707a5247dfd', operation='INSERT', pgid='pgtrigger_insert_insert_40ee4', table='blocks_partialconclusion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partialconclusion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "blocks_partialconclusionevent" ("approved_at", "approved_by_id", "assignment_id", "created_at", "delivered_at", "id", "methodology_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "score", "state", "submitted_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."assignment_id", NEW."created_at", NEW."delivered_at", NEW."id", NEW."methodology_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."score", NEW."state", NEW."submitted_by_id"); RETURN NULL;', hash='71de1b30174818d7f0bcd7dc9d9b5d8812e78ea7', operation='UPDATE', pgid='pgtrigger_update_update_7ca1a', table='blocks_partialconclusion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partialconclusion',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{approved:delivered,awaiting_approval:approved,awaiting_approval:scoring,scoring:awaiting_approval}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='facb8fccb75f83a61164666a93756738fb85b091', operation='UPDATE', pgid='pgtrigger_state_moves_85e9b', table='blocks_partialconclusion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partialconclusion',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'scoring\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "scoring"\', TG_TABLE_NAME;', hash='d15e2f77ebaa61feb9a341f7858cdd5a4e07200b', operation='INSERT', pgid='pgtrigger_state_begins_959bf', table='blocks_partialconclusion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('partial', 'indicator'), name='mark_once'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('score__isnull', False), ('status', 'counted')), models.Q(('score__isnull', True), ('status', 'not_counted'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='mark_counted_or_explained'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(('score__isnull', True), models.Q(('score__gte', 0), ('score__lte', 100)), _connector='OR'), name='mark_within_scale'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mark',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "blocks_markevent" ("document_id", "id", "indicator", "partial_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rationale", "reason", "remade_at", "remade_by_id", "score", "scored_at", "scored_by_id", "status") VALUES (NEW."document_id", NEW."id", NEW."indicator", NEW."partial_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rationale", NEW."reason", NEW."remade_at", NEW."remade_by_id", NEW."score", NEW."scored_at", NEW."scored_by_id", NEW."status"); RETURN NULL;', hash='15c00dd22560560c700b5f1272225bc9dc9135fd', operation='INSERT', pgid='pgtrigger_insert_insert_5d4ad', table='blocks_mark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mark',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "blocks_markevent" ("document_id", "id", "indicator", "partial_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rationale", "reason", "remade_at", "remade_by_id", "score", "scored_at", "scored_by_id", "status") VALUES (NEW."document_id", NEW."id", NEW."indicator", NEW."partial_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rationale", NEW."reason", NEW."remade_at", NEW."remade_by_id", NEW."score", NEW."scored_at", NEW."scored_by_id", NEW."status"); RETURN NULL;', hash='ffd6254507af040a46b662ea66792ce09e2d62b6', operation='UPDATE', pgid='pgtrigger_update_update_3a650', table='blocks_mark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "blocks_recommendationevent" ("conclusion_id", "direction", "due_on", "id", "outcome", "outcome_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text_en", "text_kk", "text_ru") VALUES (NEW."conclusion_id", NEW."direction", NEW."due_on", NEW."id", NEW."outcome", NEW."outcome_note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text_en", NEW."text_kk", NEW."text_ru"); RETURN NULL;', hash='fc6cd39e8d3afd331f8591684fcdea7630e645e4', operation='INSERT', pgid='pgtrigger_insert_insert_89283', table='blocks_recommendation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "blocks_recommendationevent" ("conclusion_id", "direction", "due_on", "id", "outcome", "outcome_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text_en", "text_kk", "text_ru") VALUES (NEW."conclusion_id", NEW."direction", NEW."due_on", NEW."id", NEW."outcome", NEW."outcome_note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text_en", NEW."text_kk", NEW."text_ru"); RETURN NULL;', hash='b4fa5a2d3194d92dbc2ca4c4e505ab542687156b', operation='UPDATE', pgid='pgtrigger_update_update_ed4ed', table='blocks_recommendation', when='AFTER')),
        ),
    ]
