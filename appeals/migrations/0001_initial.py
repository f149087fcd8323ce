
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('blocks', '0001_initial'),
        ('evaluation', '0001_initial'),
        ('evaluation', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reports', '0001_initial'),
        ('schedule', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'being prepared'), ('filed', 'filed'), ('in_review', 'with the special commission'), ('accepted', 'accepted'), ('not_accepted', 'not accepted'), ('withdrawn', 'withdrawn')], db_index=True, default='draft', max_length=32, verbose_name='state')),
                ('filed_at', models.DateTimeField(blank=True, null=True, verbose_name='filed at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections_received', to='evaluation.body', verbose_name='addressed to')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='evaluation.body', verbose_name='body')),
                ('conclusion', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='objection', to='blocks.conclusion', verbose_name='conclusion')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='evaluation.cycle', verbose_name='cycle')),
                ('filed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result_term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schedule.term')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'ordering': ['-cycle__year', 'number'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ObjectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'being prepared'), ('filed', 'filed'), ('in_review', 'with the special commission'), ('accepted', 'accepted'), ('not_accepted', 'not accepted'), ('withdrawn', 'withdrawn')], default='draft', max_length=32, verbose_name='state')),
                ('filed_at', models.DateTimeField(blank=True, null=True, verbose_name='filed at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('authority', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='addressed to')),
                ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body')),
                ('conclusion', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='blocks.conclusion', verbose_name='conclusion')),
                ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle')),
                ('filed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='appeals.objection')),
                ('result_term', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schedule.term')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ObjectionPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=40, verbose_name='indicator')),
                ('item', models.CharField(max_length=60, verbose_name='data item')),
                ('language', models.CharField(blank=True, max_length=2)),
                ('row', models.CharField(blank=True, max_length=60)),
                ('claimed', models.DecimalField(decimal_places=8, max_digits=30, verbose_name='value claimed')),
                ('argument', models.TextField(verbose_name='argument')),
                ('outcome', models.CharField(blank=True, choices=[('accepted', 'accepted'), ('not_accepted', 'not accepted')], max_length=16, verbose_name='outcome')),
                ('decided', models.DecimalField(blank=True, decimal_places=8, max_digits=30, null=True, verbose_name='value found')),
                ('decision', models.TextField(blank=True, verbose_name='reasons of the decision')),
                ('documents', models.ManyToManyField(blank=True, related_name='objection_points', to='reports.document', verbose_name='documents')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='appeals.objection', verbose_name='objection')),
            ],
            options={
                'verbose_name': 'point of an objection',
                'verbose_name_plural': 'points of objections',
                'ordering': ['objection', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ObjectionPointEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('indicator', models.CharField(max_length=40, verbose_name='indicator')),
                ('item', models.CharField(max_length=60, verbose_name='data item')),
                ('language', models.CharField(blank=True, max_length=2)),
                ('row', models.CharField(blank=True, max_length=60)),
                ('claimed', models.DecimalField(decimal_places=8, max_digits=30, verbose_name='value claimed')),
                ('argument', models.TextField(verbose_name='argument')),
                ('outcome', models.CharField(blank=True, choices=[('accepted', 'accepted'), ('not_accepted', 'not accepted')], max_length=16, verbose_name='outcome')),
                ('decided', models.DecimalField(blank=True, decimal_places=8, max_digits=30, null=True, verbose_name='value found')),
                ('decision', models.TextField(blank=True, verbose_name='reasons of the decision')),
                ('objection', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='appeals.objection', verbose_name='objection')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='appeals.objectionpoint')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpecialCommission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('forming', 'being formed'), ('formed', 'formed')], db_index=True, default='forming', max_length=32, verbose_name='state')),
                ('formed_at', models.DateTimeField(blank=True, null=True, verbose_name='formed at')),
                ('objection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='commission', to='appeals.objection', verbose_name='objection')),
            ],
            options={
                'verbose_name': 'special commission',
                'verbose_name_plural': 'special commissions',
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='SpecialCommissionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('forming', 'being formed'), ('formed', 'formed')], default='forming', max_length=32, verbose_name='state')),
                ('formed_at', models.DateTimeField(blank=True, null=True, verbose_name='formed at')),
                ('objection', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='appeals.objection', verbose_name='objection')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='appeals.specialcommission')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpecialCommissionMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(choices=[('chair', 'chair'), ('member', 'member'), ('working_body', 'representative of the working body')], default='member', max_length=16, verbose_name='seat')),
                ('commission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='appeals.specialcommission', verbose_name='commission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL, verbose_name='member')),
            ],
            options={
                'verbose_name': 'member of a special commission',
                'verbose_name_plural': 'members of special commissions',
            },
        ),
        migrations.CreateModel(
            name='SpecialCommissionMemberEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('seat', models.CharField(choices=[('chair', 'chair'), ('member', 'member'), ('working_body', 'representative of the working body')], default='member', max_length=16, verbose_name='seat')),
                ('commission', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='appeals.specialcommission', verbose_name='commission')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='appeals.specialcommissionmember')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), models.Q(('filed_at__isnull', False), ('filed_by__isnull', False), ('result_term__isnull', False)), _connector='OR'), name='filed_objection_has_term'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "appeals_objectionevent" ("authority_id", "body_id", "conclusion_id", "created_at", "cycle_id", "decided_at", "filed_at", "filed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result_term_id", "revision", "state") VALUES (NEW."authority_id", NEW."body_id", NEW."conclusion_id", NEW."created_at", NEW."cycle_id", NEW."decided_at", NEW."filed_at", NEW."filed_by_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."result_term_id", NEW."revision", NEW."state"); RETURN NULL;', hash='2375129896413781b7ccb2e56c1c97ec909b9306', operation='INSERT', pgid='pgtrigger_insert_insert_99bc2', table='appeals_objection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "appeals_objectionevent" ("authority_id", "body_id", "conclusion_id", "created_at", "cycle_id", "decided_at", "filed_at", "filed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result_term_id", "revision", "state") VALUES (NEW."authority_id", NEW."body_id", NEW."conclusion_id", NEW."created_at", NEW."cycle_id", NEW."decided_at", NEW."filed_at", NEW."filed_by_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."result_term_id", NEW."revision", NEW."state"); RETURN NULL;', hash='a813f1898384ca83864f70537d163089096579ab', operation='UPDATE', pgid='pgtrigger_update_update_8db15', table='appeals_objection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objection',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:filed,draft:withdrawn,filed:in_review,filed:withdrawn,in_review:accepted,in_review:not_accepted}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='69055b4a0934cb92d2abd20dbc8de3b7b18071bb', operation='UPDATE', pgid='pgtrigger_state_moves_6f534', table='appeals_objection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objection',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'draft\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "draft"\', TG_TABLE_NAME;', hash='9a35d5a4f5c97f1caaa4ed61710cbc2f8e89b017', operation='INSERT', pgid='pgtrigger_state_begins_4ddb4', table='appeals_objection', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='objectionpoint',
            constraint=models.UniqueConstraint(fields=('objection', 'item', 'language', 'row'), name='value_disputed_once'),
        ),
        migrations.AddConstraint(
            model_name='objectionpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'accepted'), _negated=True), ('decided__isnull', False), _connector='OR'), name='accepted_point_has_value'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objectionpoint',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "appeals_objectionpointevent" ("argument", "claimed", "decided", "decision", "id", "indicator", "item", "language", "objection_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row") VALUES (NEW."argument", NEW."claimed", NEW."decided", NEW."decision", NEW."id", NEW."indicator", NEW."item", NEW."language", NEW."objection_id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."row"); RETURN NULL;', hash='8e298d464fa780797383d8ab720807ce4c02bb38', operation='INSERT', pgid='pgtrigger_insert_insert_00832', table='appeals_objectionpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objectionpoint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "appeals_objectionpointevent" ("argument", "claimed", "decided", "decision", "id", "indicator", "item", "language", "objection_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row") VALUES (NEW."argument", NEW."claimed", NEW."decided", NEW."decision", NEW."id", NEW."indicator", NEW."item", NEW."language", NEW."objection_id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."row"); RETURN NULL;', hash='8e029ba7b0ced0b55ec562367555371d4347a063', operation='UPDATE', pgid='pgtrigger_update_update_21b47', table='appeals_objectionpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialcommission',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "appeals_specialcommissionevent" ("created_at", "formed_at", "id", "objection_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "state") VALUES (NEW."created_at", NEW."formed_at", NEW."id", NEW."objection_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."state"); RETURN NULL;', hash='b29c7332180c79cbf101946a2a5c3c1edf581c55', operation='INSERT', pgid='pgtrigger_insert_insert_3fcf8', table='appeals_specialcommission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialcommission',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "appeals_specialcommissionevent" ("created_at", "formed_at", "id", "objection_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "state") VALUES (NEW."created_at", NEW."formed_at", NEW."id", NEW."objection_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."state"); RETURN NULL;', hash='ea066d89060f7bdb081d29af1066af36f35b9691', operation='UPDATE', pgid='pgtrigger_update_update_81980', table='appeals_specialcommission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialcommission',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{formed:forming,forming:formed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='d552c833fada82688ee6ad90b34e5670783faf05', operation='UPDATE', pgid='pgtrigger_state_moves_b95dc', table='appeals_specialcommission', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialcommission',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'forming\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "forming"\', TG_TABLE_NAME;', hash='ff57b07488aa89f5dcec1d992bc17d61944fb89b', operation='INSERT', pgid='pgtrigger_state_begins_e2094', table='appeals_specialcommission', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='specialcommissionmember',
            constraint=models.UniqueConstraint(fields=('commission', 'user'), name='seat_once'),
        ),
        migrations.AddConstraint(
            model_name='specialcommissionmember',
            constraint=models.UniqueConstraint(condition=models.Q(('seat', 'chair')), fields=('commission',), name='one_chair'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialcommissionmember',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "appeals_specialcommissionmemberevent" ("commission_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seat", "user_id") VALUES (NEW."commission_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."seat", NEW."user_id"); RETURN NULL;', hash='f5d52d1cd960e25b0314df86851a6e87fc75e5a8', operation='INSERT', pgid='pgtrigger_insert_insert_30a33', table='appeals_specialcommissionmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialcommissionmember',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "appeals_specialcommissionmemberevent" ("commission_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seat", "user_id") VALUES (NEW."commission_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."seat", NEW."user_id"); RETURN NULL;', hash='3b29602c07ff0a2c0ae98f72064eaa587e1c5b85', operation='UPDATE', pgid='pgtrigger_update_update_101b0', table='appeals_specialcommissionmember', when='AFTER')),
        ),
    ]
