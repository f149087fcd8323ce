
import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import evaluation.clock
import evaluation.models.bodies
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name='Cycle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, validators=[django.core.validators.MinValueValidator(2010), django.core.validators.MaxValueValidator(2100)], verbose_name='reporting year')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened at')),
                ('synthetic', models.BooleanField(default=False, verbose_name='data are synthetic')),
            ],
            options={
                'verbose_name': 'cycle',
                'verbose_name_plural': 'cycles',
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='CycleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2010), django.core.validators.MaxValueValidator(2100)], verbose_name='reporting year')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened at')),
                ('synthetic', models.BooleanField(default=False, verbose_name='data are synthetic')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DemoClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offset', models.DurationField()),
            ],
        ),
        migrations.CreateModel(
            name='InterestDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'declared interest',
                'verbose_name_plural': 'declared interests',
            },
        ),
        migrations.CreateModel(
            name='InterestDeclarationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=evaluation.clock.now, verbose_name='at')),
                ('act', models.CharField(db_index=True, max_length=64, verbose_name='act')),
                ('clause', models.CharField(blank=True, max_length=40, verbose_name='clause')),
                ('object_type', models.CharField(max_length=64, verbose_name='object type')),
                ('object_id', models.BigIntegerField(verbose_name='object')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='reporting year')),
                ('before', models.CharField(blank=True, max_length=32, verbose_name='state before')),
                ('after', models.CharField(blank=True, max_length=32, verbose_name='state after')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
            ],
            options={
                'verbose_name': 'journal entry',
                'verbose_name_plural': 'journal',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('office', models.CharField(choices=[('preparer', 'preparer'), ('first_head', 'first head'), ('evaluator', 'evaluator'), ('approver', 'approver'), ('methodologist', 'methodologist'), ('coordinator', 'coordinator'), ('working_body', 'member of the working body'), ('commission_member', 'member of the Commission'), ('special_commission_member', 'member of a special commission'), ('head_of_administration', 'Head of the Presidential Administration'), ('expert', 'independent expert'), ('integrator', 'service integrator'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=32, verbose_name='office')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'ordering': ['user', 'office'],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('office', models.CharField(choices=[('preparer', 'preparer'), ('first_head', 'first head'), ('evaluator', 'evaluator'), ('approver', 'approver'), ('methodologist', 'methodologist'), ('coordinator', 'coordinator'), ('working_body', 'member of the working body'), ('commission_member', 'member of the Commission'), ('special_commission_member', 'member of a special commission'), ('head_of_administration', 'Head of the Presidential Administration'), ('expert', 'independent expert'), ('integrator', 'service integrator'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=32, verbose_name='office')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('took_effect_on', models.DateField(verbose_name='took effect on')),
                ('act', models.CharField(max_length=300, verbose_name='act')),
            ],
            options={
                'verbose_name': 'reorganisation',
                'verbose_name_plural': 'reorganisations',
            },
        ),
        migrations.CreateModel(
            name='ReorganisationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('took_effect_on', models.DateField(verbose_name='took effect on')),
                ('act', models.CharField(max_length=300, verbose_name='act')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('role', models.CharField(choices=[('presidential_administration', 'Presidential Administration'), ('pm_chancellery', "Prime Minister's Chancellery"), ('state_planning', 'state planning'), ('civil_service', 'civil service'), ('budget_execution', 'budget execution'), ('legal_statistics', 'legal statistics'), ('informatisation', 'informatisation'), ('commission_working_body', 'working body of the Commission'), ('service_integrator', 'service integrator')], max_length=40, verbose_name='role')),
            ],
            options={
                'verbose_name': 'holder of a role',
                'verbose_name_plural': 'holders of roles',
                'ordering': ['role', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='RoleHolderEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('role', models.CharField(choices=[('presidential_administration', 'Presidential Administration'), ('pm_chancellery', "Prime Minister's Chancellery"), ('state_planning', 'state planning'), ('civil_service', 'civil service'), ('budget_execution', 'budget execution'), ('legal_statistics', 'legal statistics'), ('informatisation', 'informatisation'), ('commission_working_body', 'working body of the Commission'), ('service_integrator', 'service integrator')], max_length=40, verbose_name='role')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Scope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number in the list')),
                ('block1', models.BooleanField(default=True, verbose_name='block 1 applies')),
                ('block2', models.BooleanField(default=True, verbose_name='block 2 applies')),
                ('block3', models.BooleanField(default=True, verbose_name='block 3 applies')),
                ('outside_kk', models.CharField(blank=True, max_length=300, verbose_name='outside the evaluation, in Kazakh')),
                ('outside_ru', models.CharField(blank=True, max_length=300, verbose_name='outside the evaluation, in Russian')),
                ('outside_en', models.CharField(blank=True, max_length=300, verbose_name='outside the evaluation, in English')),
            ],
            options={
                'verbose_name': 'scope',
                'verbose_name_plural': 'scopes',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ScopeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number in the list')),
                ('block1', models.BooleanField(default=True, verbose_name='block 1 applies')),
                ('block2', models.BooleanField(default=True, verbose_name='block 2 applies')),
                ('block3', models.BooleanField(default=True, verbose_name='block 3 applies')),
                ('outside_kk', models.CharField(blank=True, max_length=300, verbose_name='outside the evaluation, in Kazakh')),
                ('outside_ru', models.CharField(blank=True, max_length=300, verbose_name='outside the evaluation, in Russian')),
                ('outside_en', models.CharField(blank=True, max_length=300, verbose_name='outside the evaluation, in English')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('title_kk', models.CharField(blank=True, max_length=250, verbose_name='office title in Kazakh')),
                ('title_ru', models.CharField(blank=True, max_length=250, verbose_name='office title in Russian')),
                ('title_en', models.CharField(blank=True, max_length=250, verbose_name='office title in English')),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский'), ('en', 'English')], default='kk', max_length=2, verbose_name='language of letters')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'ordering': ['username'],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_kk', models.CharField(max_length=400, verbose_name='name in Kazakh')),
                ('name_ru', models.CharField(max_length=400, verbose_name='name in Russian')),
                ('name_en', models.CharField(max_length=400, verbose_name='name in English')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address')),
                ('kind', models.CharField(choices=[('central', 'central state body'), ('oblast', 'akimat of an oblast'), ('city', 'akimat of a city of republican significance'), ('capital', 'akimat of the capital'), ('apparatus', 'apparatus'), ('part', 'part of a body'), ('commission', 'Commission'), ('organisation', 'organisation')], max_length=16, verbose_name='kind')),
                ('short_name_kk', models.CharField(max_length=200, verbose_name='short name in Kazakh')),
                ('short_name_ru', models.CharField(max_length=200, verbose_name='short name in Russian')),
                ('short_name_en', models.CharField(max_length=200, verbose_name='short name in English')),
                ('accountable_to_president', models.BooleanField(default=False, verbose_name='directly subordinate and accountable to the President')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order in lists')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='evaluation.body', verbose_name='part of')),
            ],
            options={
                'verbose_name': 'body',
                'verbose_name_plural': 'bodies',
                'ordering': ['order', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='BodyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name_kk', models.CharField(max_length=400, verbose_name='name in Kazakh')),
                ('name_ru', models.CharField(max_length=400, verbose_name='name in Russian')),
                ('name_en', models.CharField(max_length=400, verbose_name='name in English')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('slug', models.SlugField(db_index=False, max_length=80, verbose_name='address')),
                ('kind', models.CharField(choices=[('central', 'central state body'), ('oblast', 'akimat of an oblast'), ('city', 'akimat of a city of republican significance'), ('capital', 'akimat of the capital'), ('apparatus', 'apparatus'), ('part', 'part of a body'), ('commission', 'Commission'), ('organisation', 'organisation')], max_length=16, verbose_name='kind')),
                ('short_name_kk', models.CharField(max_length=200, verbose_name='short name in Kazakh')),
                ('short_name_ru', models.CharField(max_length=200, verbose_name='short name in Russian')),
                ('short_name_en', models.CharField(max_length=200, verbose_name='short name in English')),
                ('accountable_to_president', models.BooleanField(default=False, verbose_name='directly subordinate and accountable to the President')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order in lists')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='part of')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluation.body')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block', models.PositiveSmallIntegerField(choices=[(1, 'Achievement of goals'), (2, 'Interaction with individuals and legal entities'), (3, 'Organisational development')], verbose_name='block')),
                ('direction', models.CharField(max_length=8, verbose_name='direction')),
                ('clauses', models.CharField(max_length=80, verbose_name='clauses')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='evaluation.body', verbose_name='body')),
                ('evaluator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluates', to='evaluation.body', verbose_name='authorised body')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='evaluation.body', verbose_name="block's lead")),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='evaluation.cycle', verbose_name='cycle')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'ordering': ['cycle', 'body', 'direction'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cycle',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluation_cycleevent" ("id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "synthetic", "year") VALUES (NEW."id", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."synthetic", NEW."year"); RETURN NULL;', hash='a128e5892d35ebb22252804d7301fe00f9f456ff', operation='INSERT', pgid='pgtrigger_insert_insert_d6140', table='evaluation_cycle', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cycle',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluation_cycleevent" ("id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "synthetic", "year") VALUES (NEW."id", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."synthetic", NEW."year"); RETURN NULL;', hash='819009aa62e14f397f14bb9f80525bdb6805152a', operation='UPDATE', pgid='pgtrigger_update_update_68c6c', table='evaluation_cycle', when='AFTER')),
        ),
        migrations.AddField(
            model_name='cycleevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='cycleevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluation.cycle'),
        ),
        migrations.AddConstraint(
            model_name='democlock',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='one_demo_clock'),
        ),
        migrations.AddField(
            model_name='interestdeclaration',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='interestdeclaration',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='interestdeclarationevent',
            name='body',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='interestdeclarationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='interestdeclarationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluation.interestdeclaration'),
        ),
        migrations.AddField(
            model_name='interestdeclarationevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to=settings.AUTH_USER_MODEL, verbose_name='actor'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='subject',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='journal', to='evaluation.body', verbose_name='body concerned'),
        ),
        migrations.AddField(
            model_name='membership',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='body',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluation.membership'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reorganisations', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='successor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inherited', to='evaluation.body', verbose_name='successor'),
        ),
        migrations.AddField(
            model_name='reorganisationevent',
            name='body',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='reorganisationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reorganisationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluation.reorganisation'),
        ),
        migrations.AddField(
            model_name='reorganisationevent',
            name='successor',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='successor'),
        ),
        migrations.AddField(
            model_name='roleholder',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='roleholderevent',
            name='body',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='roleholderevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='roleholderevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluation.roleholder'),
        ),
        migrations.AddField(
            model_name='scope',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scopes', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='scopeevent',
            name='body',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='scopeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='scopeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluation.scope'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['central', 'oblast', 'city', 'capital', 'apparatus', 'part', 'commission', 'organisation'])), name='body_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='body_not_its_own_part'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='body',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluation_bodyevent" ("accountable_to_president", "id", "kind", "name_en", "name_kk", "name_ru", "order", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name_en", "short_name_kk", "short_name_ru", "slug", "source", "valid_from", "valid_until") VALUES (NEW."accountable_to_president", NEW."id", NEW."kind", NEW."name_en", NEW."name_kk", NEW."name_ru", NEW."order", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."short_name_en", NEW."short_name_kk", NEW."short_name_ru", NEW."slug", NEW."source", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='a5f5a104285b5d734b783406fbd1f0985662cb24', operation='INSERT', pgid='pgtrigger_insert_insert_346bb', table='evaluation_body', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='body',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluation_bodyevent" ("accountable_to_president", "id", "kind", "name_en", "name_kk", "name_ru", "order", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name_en", "short_name_kk", "short_name_ru", "slug", "source", "valid_from", "valid_until") VALUES (NEW."accountable_to_president", NEW."id", NEW."kind", NEW."name_en", NEW."name_kk", NEW."name_ru", NEW."order", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."short_name_en", NEW."short_name_kk", NEW."short_name_ru", NEW."slug", NEW."source", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='4d24163972622991ed34865c916957cf9a9a7dea', operation='UPDATE', pgid='pgtrigger_update_update_3539b', table='evaluation_body', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('cycle', 'body', 'direction'), name='assigned_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('block__in', [1, 2, 3])), name='assignment_block_known'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('evaluator', models.F('body')), _negated=True), name='no_self_evaluation'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('lead', models.F('body')), _negated=True), name='no_self_conclusion'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='assignment_is_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='36252930148b0c77e1f2509dfcd92d5a3c2454bc', operation='UPDATE OR DELETE', pgid='pgtrigger_assignment_is_immutable_4b63d', table='evaluation_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interestdeclaration',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluation_interestdeclarationevent" ("body_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source", "user_id", "valid_from", "valid_until") VALUES (NEW."body_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."source", NEW."user_id", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='bee9677c60d669521f0d505fe9c1f078b4bbc442', operation='INSERT', pgid='pgtrigger_insert_insert_ca3e7', table='evaluation_interestdeclaration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interestdeclaration',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluation_interestdeclarationevent" ("body_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source", "user_id", "valid_from", "valid_until") VALUES (NEW."body_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."source", NEW."user_id", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='7c4a995ed13274c4b6abd135c10a54cb45b10642', operation='UPDATE', pgid='pgtrigger_update_update_bcf8b', table='evaluation_interestdeclaration', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['object_type', 'object_id'], name='journal_by_object'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['year', 'subject'], name='journal_by_subject'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d90ebb0690f160a6bc7b810cedbef3ed087dafc7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7dfc0', table='evaluation_journalentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='f7e153f57a2af54ee643552e83972ea0d5e91800', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_d2427', table='evaluation_journalentry', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('office__in', ['preparer', 'first_head', 'evaluator', 'approver', 'methodologist', 'coordinator', 'working_body', 'commission_member', 'special_commission_member', 'head_of_administration', 'expert', 'integrator', 'auditor', 'administrator'])), name='office_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('body', '='), ('office', '='), (evaluation.models.bodies.DateRange(models.F('valid_from'), models.F('valid_until'), models.Value('[]')), '&&')], name='membership_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluation_membershipevent" ("body_id", "id", "office", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "user_id", "valid_from", "valid_until") VALUES (NEW."body_id", NEW."id", NEW."office", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."user_id", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='a2f58c5a0b295ea28e016918416f8f8403362587', operation='INSERT', pgid='pgtrigger_insert_insert_c23b1', table='evaluation_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluation_membershipevent" ("body_id", "id", "office", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "user_id", "valid_from", "valid_until") VALUES (NEW."body_id", NEW."id", NEW."office", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."user_id", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='6b0213c1d6a22e87783f4a3ca76b1d1069ed0909', operation='UPDATE', pgid='pgtrigger_update_update_6abae', table='evaluation_membership', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(('body', models.F('successor')), _negated=True), name='successor_is_another_body'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.UniqueConstraint(fields=('body', 'successor', 'took_effect_on'), name='reorganisation_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluation_reorganisationevent" ("act", "body_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "successor_id", "took_effect_on") VALUES (NEW."act", NEW."body_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."successor_id", NEW."took_effect_on"); RETURN NULL;', hash='e1fd547b9ae48aa57fa803aba1db534ac8d5d9ee', operation='INSERT', pgid='pgtrigger_insert_insert_51385', table='evaluation_reorganisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluation_reorganisationevent" ("act", "body_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "successor_id", "took_effect_on") VALUES (NEW."act", NEW."body_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."successor_id", NEW."took_effect_on"); RETURN NULL;', hash='6d8a550e75dd2f6eadb67ef531f05f1e6f789b7e', operation='UPDATE', pgid='pgtrigger_update_update_91bae', table='evaluation_reorganisation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='roleholder',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['presidential_administration', 'pm_chancellery', 'state_planning', 'civil_service', 'budget_execution', 'legal_statistics', 'informatisation', 'commission_working_body', 'service_integrator'])), name='role_known'),
        ),
        migrations.AddConstraint(
            model_name='roleholder',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('role', '='), (evaluation.models.bodies.DateRange(models.F('valid_from'), models.F('valid_until'), models.Value('[]')), '&&')], name='role_held_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleholder',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluation_roleholderevent" ("body_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source", "valid_from", "valid_until") VALUES (NEW."body_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."source", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='782a6cb44dc07d1b0cf5a16c572f1e29c7505328', operation='INSERT', pgid='pgtrigger_insert_insert_f15d7', table='evaluation_roleholder', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleholder',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluation_roleholderevent" ("body_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source", "valid_from", "valid_until") VALUES (NEW."body_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."source", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='dedbeb0d1688805126597c45db55733e23a09cb0', operation='UPDATE', pgid='pgtrigger_update_update_61c84', table='evaluation_roleholder', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='scope',
            constraint=models.CheckConstraint(condition=models.Q(('block1', True), ('block2', True), ('block3', True), _connector='OR'), name='scope_has_a_block'),
        ),
        migrations.AddConstraint(
            model_name='scope',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('body', '='), (evaluation.models.bodies.DateRange(models.F('valid_from'), models.F('valid_until'), models.Value('[]')), '&&')], name='scope_once_per_body'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scope',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluation_scopeevent" ("block1", "block2", "block3", "body_id", "id", "number", "outside_en", "outside_kk", "outside_ru", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid_from", "valid_until") VALUES (NEW."block1", NEW."block2", NEW."block3", NEW."body_id", NEW."id", NEW."number", NEW."outside_en", NEW."outside_kk", NEW."outside_ru", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='8b7b2b807291c07f8cdbfb1b34f07c1e5361d468', operation='INSERT', pgid='pgtrigger_insert_insert_0b96c', table='evaluation_scope', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scope',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluation_scopeevent" ("block1", "block2", "block3", "body_id", "id", "number", "outside_en", "outside_kk", "outside_ru", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid_from", "valid_until") VALUES (NEW."block1", NEW."block2", NEW."block3", NEW."body_id", NEW."id", NEW."number", NEW."outside_en", NEW."outside_kk", NEW."outside_ru", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='50855a4367f53a4f7b7723cc8cb4028064b73c7b', operation='UPDATE', pgid='pgtrigger_update_update_a0859', table='evaluation_scope', when='AFTER')),
        ),
    ]
