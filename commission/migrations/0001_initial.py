
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
    ]

    operations = [
        migrations.CreateModel(
            name='CommissionReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('draft', 'being drawn up'), ('adopted', 'adopted by the Commission'), ('sent', 'submitted to the President')], db_index=True, default='draft', max_length=32, verbose_name='state')),
                ('summary', models.TextField(blank=True, verbose_name="the Commission's words")),
                ('minutes_number', models.CharField(blank=True, max_length=60, verbose_name='number of the minutes')),
                ('minutes_date', models.DateField(blank=True, null=True, verbose_name='date of the minutes')),
                ('figures', models.JSONField(default=dict, verbose_name='figures')),
                ('adopted_at', models.DateTimeField(blank=True, null=True, verbose_name='adopted at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('cycle', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='commission_report', to='evaluation.cycle', verbose_name='cycle')),
            ],
            options={
                'verbose_name': "Commission's report",
                'verbose_name_plural': "Commission's reports",
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='CommissionReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('draft', 'being drawn up'), ('adopted', 'adopted by the Commission'), ('sent', 'submitted to the President')], default='draft', max_length=32, verbose_name='state')),
                ('summary', models.TextField(blank=True, verbose_name="the Commission's words")),
                ('minutes_number', models.CharField(blank=True, max_length=60, verbose_name='number of the minutes')),
                ('minutes_date', models.DateField(blank=True, null=True, verbose_name='date of the minutes')),
                ('figures', models.JSONField(default=dict, verbose_name='figures')),
                ('adopted_at', models.DateTimeField(blank=True, null=True, verbose_name='adopted at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='commission.commissionreport')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CommissionReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('state', models.CharField(choices=[('queued', 'queued'), ('built', 'built'), ('failed', 'failed')], default='queued', max_length=8, verbose_name='state')),
                ('file', models.FileField(blank=True, max_length=200, upload_to='commission/', verbose_name='file')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='checksum')),
                ('built_at', models.DateTimeField(blank=True, null=True, verbose_name='built at')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='commission.commissionreport', verbose_name='report')),
            ],
            options={
                'verbose_name': "file of the Commission's report",
                'verbose_name_plural': "files of the Commission's reports",
            },
        ),
        migrations.CreateModel(
            name='OverallEvaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('computed', 'computed'), ('submitted', 'with the working body'), ('superseded', 'superseded')], db_index=True, default='computed', max_length=32, verbose_name='state')),
                ('score', models.DecimalField(decimal_places=4, max_digits=9, verbose_name='overall score')),
                ('degree', models.CharField(max_length=32, verbose_name='degree of effectiveness')),
                ('trace', models.JSONField(default=dict, verbose_name='trace')),
                ('computed_at', models.DateTimeField(verbose_name='computed at')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overalls', to='evaluation.body', verbose_name='body')),
                ('computed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='commission.overallevaluation', verbose_name='corrects')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overalls', to='evaluation.cycle', verbose_name='cycle')),
                ('maker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overalls_made', to='evaluation.body', verbose_name='computed by')),
                ('methodology', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overalls', to='methodologies.methodology', verbose_name='methodology')),
            ],
            options={
                'verbose_name': 'overall evaluation',
                'verbose_name_plural': 'overall evaluations',
                'ordering': ['cycle', '-score'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='OverallEvaluationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('computed', 'computed'), ('submitted', 'with the working body'), ('superseded', 'superseded')], default='computed', max_length=32, verbose_name='state')),
                ('score', models.DecimalField(decimal_places=4, max_digits=9, verbose_name='overall score')),
                ('degree', models.CharField(max_length=32, verbose_name='degree of effectiveness')),
                ('computed_at', models.DateTimeField(verbose_name='computed at')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body')),
                ('computed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commission.overallevaluation', verbose_name='corrects')),
                ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle')),
                ('maker', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='computed by')),
                ('methodology', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='methodologies.methodology', verbose_name='methodology')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='commission.overallevaluation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'being cleared'), ('proposed', 'proposed to the working body'), ('cleared', 'agreed by the working body'), ('published', 'published'), ('superseded', 'replaced by a corrected publication')], db_index=True, default='draft', max_length=32, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='evaluation.cycle', verbose_name='cycle')),
            ],
            options={
                'verbose_name': 'publication',
                'verbose_name_plural': 'publications',
                'ordering': ['cycle', 'version'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='PublicationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'being cleared'), ('proposed', 'proposed to the working body'), ('cleared', 'agreed by the working body'), ('published', 'published'), ('superseded', 'replaced by a corrected publication')], default='draft', max_length=32, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='commission.publication')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublicationItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withheld', models.BooleanField(default=False, verbose_name='not subject to publication')),
                ('reason_kk', models.CharField(blank=True, max_length=300, verbose_name='reason in Kazakh')),
                ('reason_ru', models.CharField(blank=True, max_length=300, verbose_name='reason in Russian')),
                ('reason_en', models.CharField(blank=True, max_length=300, verbose_name='reason in English')),
                ('overall', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publication_items', to='commission.overallevaluation', verbose_name='results')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='commission.publication', verbose_name='publication')),
            ],
            options={
                'verbose_name': 'item of a publication',
                'verbose_name_plural': 'items of publications',
            },
        ),
        migrations.CreateModel(
            name='PublicationItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('withheld', models.BooleanField(default=False, verbose_name='not subject to publication')),
                ('reason_kk', models.CharField(blank=True, max_length=300, verbose_name='reason in Kazakh')),
                ('reason_ru', models.CharField(blank=True, max_length=300, verbose_name='reason in Russian')),
                ('reason_en', models.CharField(blank=True, max_length=300, verbose_name='reason in English')),
                ('overall', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commission.overallevaluation', verbose_name='results')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='commission.publicationitem')),
                ('publication', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commission.publication', verbose_name='publication')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commissionreport',
            trigger=pgtrigger.compiler.Trigger(name='adopted_is_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'draft' AND (OLD.figures, OLD.summary, OLD.minutes_number, OLD.minutes_date) IS DISTINCT FROM (NEW.figures, NEW.summary, NEW.minutes_number, NEW.minutes_date))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='20ccf6ad0ee617245e502f99cf0a5802b6196667', operation='UPDATE', pgid='pgtrigger_adopted_is_immutable_5de80', table='commission_commissionreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commissionreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "commission_commissionreportevent" ("adopted_at", "created_at", "cycle_id", "figures", "id", "minutes_date", "minutes_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "sent_at", "state", "summary") VALUES (NEW."adopted_at", NEW."created_at", NEW."cycle_id", NEW."figures", NEW."id", NEW."minutes_date", NEW."minutes_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."sent_at", NEW."state", NEW."summary"); RETURN NULL;', hash='5d21a9bc0b1cf2495ca3c3683ad22b4f7eea19cd', operation='INSERT', pgid='pgtrigger_insert_insert_6d4f1', table='commission_commissionreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commissionreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "commission_commissionreportevent" ("adopted_at", "created_at", "cycle_id", "figures", "id", "minutes_date", "minutes_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "sent_at", "state", "summary") VALUES (NEW."adopted_at", NEW."created_at", NEW."cycle_id", NEW."figures", NEW."id", NEW."minutes_date", NEW."minutes_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."sent_at", NEW."state", NEW."summary"); RETURN NULL;', hash='ad96dcd8113b4a1c34442c3d6e6670c327f906c1', operation='UPDATE', pgid='pgtrigger_update_update_14d93', table='commission_commissionreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commissionreport',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{adopted:sent,draft:adopted}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='8eddfec7a1076dbbe8dd65e2da6e8285b500938d', operation='UPDATE', pgid='pgtrigger_state_moves_c6d3e', table='commission_commissionreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commissionreport',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'draft\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "draft"\', TG_TABLE_NAME;', hash='cc306db08393de10698b0945225e541966ab37cd', operation='INSERT', pgid='pgtrigger_state_begins_a3464', table='commission_commissionreport', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='commissionreportfile',
            constraint=models.UniqueConstraint(fields=('report', 'language'), name='commission_file_once'),
        ),
        migrations.AddConstraint(
            model_name='commissionreportfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'built'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), models.Q(('sha256', ''), _negated=True), ('built_at__isnull', False)), _connector='OR'), name='built_commission_file_is_there'),
        ),
        migrations.AddConstraint(
            model_name='overallevaluation',
            constraint=models.UniqueConstraint(fields=('cycle', 'body', 'version'), name='overall_version_once'),
        ),
        migrations.AddConstraint(
            model_name='overallevaluation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'superseded'), _negated=True), fields=('cycle', 'body'), name='one_current_overall'),
        ),
        migrations.AddConstraint(
            model_name='overallevaluation',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100)), name='overall_within_scale'),
        ),
        migrations.AddConstraint(
            model_name='overallevaluation',
            constraint=models.CheckConstraint(condition=models.Q(('maker', models.F('body')), _negated=True), name='no_overall_on_oneself'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overallevaluation',
            trigger=pgtrigger.compiler.Trigger(name='submitted_is_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'computed' AND (OLD.score, OLD.degree, OLD.trace) IS DISTINCT FROM (NEW.score, NEW.degree, NEW.trace))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='fcb6ab28f23166351c23adce278f3242843b7386', operation='UPDATE', pgid='pgtrigger_submitted_is_immutable_297ab', table='commission_overallevaluation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overallevaluation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "commission_overallevaluationevent" ("body_id", "computed_at", "computed_by_id", "corrects_id", "created_at", "cycle_id", "degree", "id", "maker_id", "methodology_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "score", "state", "submitted_at", "version") VALUES (NEW."body_id", NEW."computed_at", NEW."computed_by_id", NEW."corrects_id", NEW."created_at", NEW."cycle_id", NEW."degree", NEW."id", NEW."maker_id", NEW."methodology_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."score", NEW."state", NEW."submitted_at", NEW."version"); RETURN NULL;', hash='ad6d5e7bcf62b52fdc826890845a535a8e37eb43', operation='INSERT', pgid='pgtrigger_insert_insert_8d513', table='commission_overallevaluation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overallevaluation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."body_id" IS DISTINCT FROM (NEW."body_id") OR OLD."computed_at" IS DISTINCT FROM (NEW."computed_at") OR OLD."computed_by_id" IS DISTINCT FROM (NEW."computed_by_id") OR OLD."corrects_id" IS DISTINCT FROM (NEW."corrects_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."degree" IS DISTINCT FROM (NEW."degree") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."maker_id" IS DISTINCT FROM (NEW."maker_id") OR OLD."methodology_id" IS DISTINCT FROM (NEW."methodology_id") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."score" IS DISTINCT FROM (NEW."score") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "commission_overallevaluationevent" ("body_id", "computed_at", "computed_by_id", "corrects_id", "created_at", "cycle_id", "degree", "id", "maker_id", "methodology_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "score", "state", "submitted_at", "version") VALUES (NEW."body_id", NEW."computed_at", NEW."computed_by_id", NEW."corrects_id", NEW."created_at", NEW."cycle_id", NEW."degree", NEW."id", NEW."maker_id", NEW."methodology_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."score", NEW."state", NEW."submitted_at", NEW."version"); RETURN NULL;', hash='69fa7ac0bc4bf49403fc30daa98e903dff2119b7', operation='UPDATE', pgid='pgtrigger_update_update_20fbe', table='commission_overallevaluation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overallevaluation',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{computed:submitted,computed:superseded,submitted:superseded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='2095cd4b2346f817a63ad4448b1f3cb445930e6f', operation='UPDATE', pgid='pgtrigger_state_moves_56c6b', table='commission_overallevaluation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overallevaluation',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'computed\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "computed"\', TG_TABLE_NAME;', hash='1a87e396ff0b35420461dc8fe8d82c5530e82940', operation='INSERT', pgid='pgtrigger_state_begins_7baef', table='commission_overallevaluation', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(fields=('cycle', 'version'), name='publication_version_once'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('cycle',), name='one_publication_in_effect'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'cleared'])), fields=('cycle',), name='one_publication_under_way'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "commission_publicationevent" ("created_at", "cycle_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "revision", "state", "version") VALUES (NEW."created_at", NEW."cycle_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."revision", NEW."state", NEW."version"); RETURN NULL;', hash='1f8d680efd70d9b5a42470c9291dcca824554ef8', operation='INSERT', pgid='pgtrigger_insert_insert_2fe55', table='commission_publication', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "commission_publicationevent" ("created_at", "cycle_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "revision", "state", "version") VALUES (NEW."created_at", NEW."cycle_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."revision", NEW."state", NEW."version"); RETURN NULL;', hash='1333e7f1e408176a71514436aed413834472f690', operation='UPDATE', pgid='pgtrigger_update_update_1c8f8', table='commission_publication', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{cleared:draft,cleared:published,draft:proposed,proposed:cleared,proposed:draft,published:superseded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='7eea495e0d774650c6aafca87accfe0b52b3613d', operation='UPDATE', pgid='pgtrigger_state_moves_cb90b', table='commission_publication', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'draft\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "draft"\', TG_TABLE_NAME;', hash='a5b105d6129add4648cef1a33871ede6e9c6aa16', operation='INSERT', pgid='pgtrigger_state_begins_c2d77', table='commission_publication', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='publicationitem',
            constraint=models.UniqueConstraint(fields=('publication', 'overall'), name='published_once'),
        ),
        migrations.AddConstraint(
            model_name='publicationitem',
            constraint=models.CheckConstraint(condition=models.Q(('withheld', True), ('reason_ru', ''), _connector='OR'), name='only_withheld_has_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "commission_publicationitemevent" ("id", "overall_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_id", "reason_en", "reason_kk", "reason_ru", "withheld") VALUES (NEW."id", NEW."overall_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publication_id", NEW."reason_en", NEW."reason_kk", NEW."reason_ru", NEW."withheld"); RETURN NULL;', hash='d7e22e9ab547275f9e4a866d0ff2763f59c7d172', operation='INSERT', pgid='pgtrigger_insert_insert_34205', table='commission_publicationitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "commission_publicationitemevent" ("id", "overall_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_id", "reason_en", "reason_kk", "reason_ru", "withheld") VALUES (NEW."id", NEW."overall_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publication_id", NEW."reason_en", NEW."reason_kk", NEW."reason_ru", NEW."withheld"); RETURN NULL;', hash='fbf2885cad3de7cd9d026aa8b69392a7d8a9f999', operation='UPDATE', pgid='pgtrigger_update_update_aff65', table='commission_publicationitem', when='AFTER')),
        ),
    ]
