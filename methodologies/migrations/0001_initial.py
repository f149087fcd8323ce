
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evaluation', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Methodology',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('subject', models.CharField(choices=[('1', 'Achievement of goals'), ('2', 'Interaction with individuals and legal entities'), ('3', 'Organisational development'), ('overall', 'Overall evaluation')], max_length=8, verbose_name='subject')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('with_planning', 'with state planning'), ('with_working_body', 'with the working body'), ('agreed', 'agreed'), ('approved', 'approved'), ('superseded', 'superseded')], db_index=True, default='draft', max_length=32, verbose_name='state')),
                ('title_kk', models.CharField(max_length=300, verbose_name='title in Kazakh')),
                ('title_ru', models.CharField(max_length=300, verbose_name='title in Russian')),
                ('title_en', models.CharField(max_length=300, verbose_name='title in English')),
                ('illustrative', models.BooleanField(default=True, verbose_name='illustrative')),
                ('document', models.JSONField(verbose_name='document')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('order_number', models.CharField(blank=True, max_length=60, verbose_name='order number')),
                ('order_date', models.DateField(blank=True, null=True, verbose_name='order date')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='methodologies', to='evaluation.cycle', verbose_name='cycle')),
            ],
            options={
                'verbose_name': 'methodology',
                'verbose_name_plural': 'methodologies',
                'ordering': ['-cycle__year', 'subject', '-version'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_kk', models.CharField(max_length=400, verbose_name='name in Kazakh')),
                ('name_ru', models.CharField(max_length=400, verbose_name='name in Russian')),
                ('name_en', models.CharField(max_length=400, verbose_name='name in English')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('direction', models.CharField(max_length=8, verbose_name='direction')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('methodology', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='methodologies.methodology', verbose_name='methodology')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
                'ordering': ['methodology', 'order'],
            },
        ),
        migrations.CreateModel(
            name='MethodologyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('subject', models.CharField(choices=[('1', 'Achievement of goals'), ('2', 'Interaction with individuals and legal entities'), ('3', 'Organisational development'), ('overall', 'Overall evaluation')], max_length=8, verbose_name='subject')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('with_planning', 'with state planning'), ('with_working_body', 'with the working body'), ('agreed', 'agreed'), ('approved', 'approved'), ('superseded', 'superseded')], default='draft', max_length=32, verbose_name='state')),
                ('title_kk', models.CharField(max_length=300, verbose_name='title in Kazakh')),
                ('title_ru', models.CharField(max_length=300, verbose_name='title in Russian')),
                ('title_en', models.CharField(max_length=300, verbose_name='title in English')),
                ('illustrative', models.BooleanField(default=True, verbose_name='illustrative')),
                ('document', models.JSONField(verbose_name='document')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('order_number', models.CharField(blank=True, max_length=60, verbose_name='order number')),
                ('order_date', models.DateField(blank=True, null=True, verbose_name='order date')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='methodologies.methodology')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KeyPerformanceIndicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_kk', models.CharField(max_length=400, verbose_name='name in Kazakh')),
                ('name_ru', models.CharField(max_length=400, verbose_name='name in Russian')),
                ('name_en', models.CharField(max_length=400, verbose_name='name in English')),
                ('code', models.SlugField(max_length=60, verbose_name='code')),
                ('unit', models.CharField(blank=True, max_length=60, verbose_name='unit')),
                ('better', models.CharField(choices=[('higher', 'higher'), ('lower', 'lower')], max_length=8, verbose_name='better is')),
                ('weight', models.DecimalField(decimal_places=3, max_digits=7, verbose_name='weight')),
                ('plan', models.DecimalField(decimal_places=6, max_digits=24, verbose_name='plan')),
                ('order_number', models.CharField(max_length=60, verbose_name='order number')),
                ('order_date', models.DateField(verbose_name='order date')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kpis', to='evaluation.body', verbose_name='body')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kpis', to='evaluation.cycle', verbose_name='cycle')),
            ],
            options={
                'verbose_name': 'key performance indicator',
                'verbose_name_plural': 'key performance indicators',
                'ordering': ['body', 'code'],
                'constraints': [models.UniqueConstraint(fields=('cycle', 'body', 'code'), name='kpi_once'), models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='kpi_weight_positive')],
            },
        ),
        migrations.AddConstraint(
            model_name='methodology',
            constraint=models.UniqueConstraint(fields=('cycle', 'subject', 'version'), name='methodology_version_once'),
        ),
        migrations.AddConstraint(
            model_name='methodology',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'approved')), fields=('cycle', 'subject'), name='one_methodology_in_force'),
        ),
        migrations.AddConstraint(
            model_name='methodology',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(models.Q(('order_number', ''), _negated=True), ('order_date__isnull', False)), _connector='OR'), name='approved_methodology_has_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='methodology',
            trigger=pgtrigger.compiler.Trigger(name='approved_is_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'approved\', \'superseded\') AND OLD."digest" IS DISTINCT FROM (NEW."digest"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b669e37220ac489d77e0050c168692ebd1dc1fe4', operation='UPDATE', pgid='pgtrigger_approved_is_immutable_6c755', table='methodologies_methodology', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='methodology',
            trigger=pgtrigger.compiler.Trigger(name='approved_text_is_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'approved\', \'superseded\') AND OLD."document" IS DISTINCT FROM (NEW."document"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f37350b0b68383f6914c7baed0e7c6226e6a850d', operation='UPDATE', pgid='pgtrigger_approved_text_is_immutable_03776', table='methodologies_methodology', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='methodology',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "methodologies_methodologyevent" ("approved_at", "created_at", "cycle_id", "digest", "document", "id", "illustrative", "order_date", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "state", "subject", "title_en", "title_kk", "title_ru", "version") VALUES (NEW."approved_at", NEW."created_at", NEW."cycle_id", NEW."digest", NEW."document", NEW."id", NEW."illustrative", NEW."order_date", NEW."order_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."state", NEW."subject", NEW."title_en", NEW."title_kk", NEW."title_ru", NEW."version"); RETURN NULL;', hash='e041496963347aea69f2190bde624bfdd011e74b', operation='INSERT', pgid='pgtrigger_insert_insert_1cec7', table='methodologies_methodology', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='methodology',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "methodologies_methodologyevent" ("approved_at", "created_at", "cycle_id", "digest", "document", "id", "illustrative", "order_date", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "state", "subject", "title_en", "title_kk", "title_ru", "version") VALUES (NEW."approved_at", NEW."created_at", NEW."cycle_id", NEW."digest", NEW."document", NEW."id", NEW."illustrative", NEW."order_date", NEW."order_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."state", NEW."subject", NEW."title_en", NEW."title_kk", NEW."title_ru", NEW."version"); RETURN NULL;', hash='178c431172e54319e618f58b7d6030dfcab57e34', operation='UPDATE', pgid='pgtrigger_update_update_449a2', table='methodologies_methodology', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='methodology',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{agreed:approved,approved:superseded,draft:with_planning,with_planning:draft,with_planning:with_working_body,with_working_body:agreed,with_working_body:draft}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='25c14cf662bb9d8f91acd6900ba10879bcb99b9a', operation='UPDATE', pgid='pgtrigger_state_moves_ef608', table='methodologies_methodology', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='methodology',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'draft\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "draft"\', TG_TABLE_NAME;', hash='a949a61d065fb2ee14f9795e50d9d6420d53bf1b', operation='INSERT', pgid='pgtrigger_state_begins_eaae9', table='methodologies_methodology', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(fields=('methodology', 'code'), name='indicator_once'),
        ),
    ]
