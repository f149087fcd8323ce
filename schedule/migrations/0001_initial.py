
import django.core.validators
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import schedule.models.reminders
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evaluation', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarOverrideEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('day', models.DateField(verbose_name='day')),
                ('working', models.BooleanField(verbose_name='working day')),
                ('audience', models.CharField(choices=[('everybody', 'everybody'), ('civil_servants', 'civil servants')], default='everybody', max_length=16, verbose_name='for whom')),
                ('resolution', models.CharField(max_length=200, verbose_name='resolution')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('milestone', models.CharField(choices=[('reports', 'reports to the authorised bodies'), ('conclusions', 'conclusions to the evaluated bodies'), ('after_appeals', 'conclusions after appeals to state planning'), ('block_conclusions', 'block conclusions to the working body'), ('overall', 'overall evaluation to the working body'), ('president', 'results to the President')], max_length=32, verbose_name='milestone')),
                ('block', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='block')),
                ('due_on', models.DateField(verbose_name='new last day')),
                ('reason', models.CharField(max_length=400, verbose_name='reason')),
                ('order_number', models.CharField(max_length=60, verbose_name='order number')),
                ('order_date', models.DateField(verbose_name='order date')),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'extension of a term',
                'verbose_name_plural': 'extensions of terms',
                'ordering': ['-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='ExtensionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('milestone', models.CharField(choices=[('reports', 'reports to the authorised bodies'), ('conclusions', 'conclusions to the evaluated bodies'), ('after_appeals', 'conclusions after appeals to state planning'), ('block_conclusions', 'block conclusions to the working body'), ('overall', 'overall evaluation to the working body'), ('president', 'results to the President')], max_length=32, verbose_name='milestone')),
                ('block', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='block')),
                ('due_on', models.DateField(verbose_name='new last day')),
                ('reason', models.CharField(max_length=400, verbose_name='reason')),
                ('order_number', models.CharField(max_length=60, verbose_name='order number')),
                ('order_date', models.DateField(verbose_name='order date')),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FeedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=schedule.models.reminders.new_token, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(verbose_name='made at')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('subject', models.CharField(max_length=300, verbose_name='subject')),
                ('text', models.TextField(verbose_name='text')),
                ('path', models.CharField(blank=True, max_length=300, verbose_name='address of the page')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('state', models.CharField(choices=[('waiting', 'waiting to be sent'), ('sent', 'sent'), ('failed', 'not delivered')], default='waiting', max_length=16, verbose_name='state')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('try_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt not before')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'ordering': ['-written_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='LetterTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('subject', models.CharField(max_length=300, verbose_name='subject')),
                ('text', models.TextField(verbose_name='text')),
            ],
            options={
                'verbose_name': 'words of a letter',
                'verbose_name_plural': 'words of letters',
                'ordering': ['kind', 'language'],
            },
        ),
        migrations.CreateModel(
            name='MilestoneDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('milestone', models.CharField(choices=[('reports', 'reports to the authorised bodies'), ('conclusions', 'conclusions to the evaluated bodies'), ('after_appeals', 'conclusions after appeals to state planning'), ('block_conclusions', 'block conclusions to the working body'), ('overall', 'overall evaluation to the working body'), ('president', 'results to the President')], max_length=32, verbose_name='milestone')),
                ('block', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='block')),
                ('due_on', models.DateField(verbose_name='last day')),
            ],
            options={
                'verbose_name': 'milestone',
                'verbose_name_plural': 'milestones',
                'ordering': ['due_on', 'block'],
            },
        ),
        migrations.CreateModel(
            name='MilestoneDateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('milestone', models.CharField(choices=[('reports', 'reports to the authorised bodies'), ('conclusions', 'conclusions to the evaluated bodies'), ('after_appeals', 'conclusions after appeals to state planning'), ('block_conclusions', 'block conclusions to the working body'), ('overall', 'overall evaluation to the working body'), ('president', 'results to the President')], max_length=32, verbose_name='milestone')),
                ('block', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='block')),
                ('due_on', models.DateField(verbose_name='last day')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_type', models.CharField(max_length=64, verbose_name='object type')),
                ('object_id', models.BigIntegerField(verbose_name='object')),
                ('duty', models.CharField(max_length=40, verbose_name='duty')),
                ('kind', models.CharField(max_length=48, verbose_name='kind')),
                ('due_at', models.DateTimeField(verbose_name='end of the term')),
                ('at', models.DateTimeField(verbose_name='to be sent at')),
                ('year', models.PositiveSmallIntegerField(verbose_name='reporting year')),
                ('title', models.CharField(max_length=300, verbose_name='what is due')),
                ('clause', models.CharField(max_length=40, verbose_name='clause')),
                ('path', models.CharField(blank=True, max_length=300, verbose_name='address of the page')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('sent', 'sent'), ('failed', 'failed'), ('cancelled', 'cancelled'), ('missed', 'missed')], default='planned', max_length=16, verbose_name='state')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='sent or closed at')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReminderOffset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(unique=True, validators=[django.core.validators.MaxValueValidator(60)], verbose_name='working days before')),
            ],
            options={
                'verbose_name': 'moment of a reminder',
                'verbose_name_plural': 'moments of reminders',
                'ordering': ['-days'],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted for approval'), ('approved', 'approved'), ('superseded', 'superseded')], db_index=True, default='draft', max_length=32, verbose_name='state')),
                ('order_number', models.CharField(blank=True, max_length=60, verbose_name='order number')),
                ('order_date', models.DateField(blank=True, null=True, verbose_name='order date')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
            ],
            options={
                'verbose_name': 'schedule',
                'verbose_name_plural': 'schedules',
                'ordering': ['-cycle__year', '-version'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ScheduleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted for approval'), ('approved', 'approved'), ('superseded', 'superseded')], default='draft', max_length=32, verbose_name='state')),
                ('order_number', models.CharField(blank=True, max_length=60, verbose_name='order number')),
                ('order_date', models.DateField(blank=True, null=True, verbose_name='order date')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SweepMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('objection', 'objections to the results'), ('appeal_result', 'result of the appeal'), ('complaint', 'complaint to the working body'), ('completion', 'completion of a returned report')], max_length=24, verbose_name='kind')),
                ('started_at', models.DateTimeField(verbose_name='event that starts the term')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('due_at', models.DateTimeField(verbose_name='end of the term')),
                ('counted', models.JSONField(default=list, verbose_name='how it was counted')),
            ],
            options={
                'verbose_name': 'term',
                'verbose_name_plural': 'terms',
                'ordering': ['due_at'],
            },
        ),
        migrations.CreateModel(
            name='TermEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('objection', 'objections to the results'), ('appeal_result', 'result of the appeal'), ('complaint', 'complaint to the working body'), ('completion', 'completion of a returned report')], max_length=24, verbose_name='kind')),
                ('started_at', models.DateTimeField(verbose_name='event that starts the term')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('due_at', models.DateTimeField(verbose_name='end of the term')),
                ('counted', models.JSONField(default=list, verbose_name='how it was counted')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Violation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('missed_term', 'term passed without the act'), ('late_act', 'act after its term'), ('methodology', 'departure from the methodology')], max_length=16, verbose_name='kind')),
                ('act', models.CharField(max_length=64, verbose_name='act')),
                ('clause', models.CharField(max_length=40, verbose_name='clause')),
                ('object_type', models.CharField(max_length=64, verbose_name='object type')),
                ('object_id', models.BigIntegerField(verbose_name='object')),
                ('due_at', models.DateTimeField(verbose_name='end of the term')),
                ('at', models.DateTimeField(verbose_name='recorded at')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('details', models.CharField(blank=True, max_length=400, verbose_name='what happened')),
            ],
            options={
                'verbose_name': 'violation',
                'verbose_name_plural': 'violations',
                'ordering': ['-due_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ViolationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('missed_term', 'term passed without the act'), ('late_act', 'act after its term'), ('methodology', 'departure from the methodology')], max_length=16, verbose_name='kind')),
                ('act', models.CharField(max_length=64, verbose_name='act')),
                ('clause', models.CharField(max_length=40, verbose_name='clause')),
                ('object_type', models.CharField(max_length=64, verbose_name='object type')),
                ('object_id', models.BigIntegerField(verbose_name='object')),
                ('due_at', models.DateTimeField(verbose_name='end of the term')),
                ('at', models.DateTimeField(verbose_name='recorded at')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('details', models.CharField(blank=True, max_length=400, verbose_name='what happened')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CalendarOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('working', models.BooleanField(verbose_name='working day')),
                ('audience', models.CharField(choices=[('everybody', 'everybody'), ('civil_servants', 'civil servants')], default='everybody', max_length=16, verbose_name='for whom')),
                ('resolution', models.CharField(max_length=200, verbose_name='resolution')),
            ],
            options={
                'verbose_name': 'moved day',
                'verbose_name_plural': 'moved days',
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('day', 'audience'), name='day_moved_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaroverride',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schedule_calendaroverrideevent" ("audience", "day", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolution", "working") VALUES (NEW."audience", NEW."day", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resolution", NEW."working"); RETURN NULL;', hash='37d1714b25fe99a135e6a533ef81926d3d814166', operation='INSERT', pgid='pgtrigger_insert_insert_0d616', table='schedule_calendaroverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaroverride',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schedule_calendaroverrideevent" ("audience", "day", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolution", "working") VALUES (NEW."audience", NEW."day", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resolution", NEW."working"); RETURN NULL;', hash='34612635bf592f1546f9b1a0425c9e1c1d5c9ad6', operation='UPDATE', pgid='pgtrigger_update_update_a9b7b', table='schedule_calendaroverride', when='AFTER')),
        ),
        migrations.AddField(
            model_name='calendaroverrideevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='calendaroverrideevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schedule.calendaroverride'),
        ),
        migrations.AddField(
            model_name='extension',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='evaluation.body', verbose_name='holder'),
        ),
        migrations.AddField(
            model_name='extension',
            name='cycle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='evaluation.cycle', verbose_name='cycle'),
        ),
        migrations.AddField(
            model_name='extension',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extensionevent',
            name='body',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='holder'),
        ),
        migrations.AddField(
            model_name='extensionevent',
            name='cycle',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle'),
        ),
        migrations.AddField(
            model_name='extensionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='extensionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schedule.extension'),
        ),
        migrations.AddField(
            model_name='extensionevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='feedlink',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feed_links', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='letter',
            name='about',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluation.body', verbose_name='body concerned'),
        ),
        migrations.AddField(
            model_name='letter',
            name='to',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to=settings.AUTH_USER_MODEL, verbose_name='to'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.UniqueConstraint(fields=('kind', 'language'), name='letter_words_once'),
        ),
        migrations.AddField(
            model_name='milestonedateevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='milestonedateevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schedule.milestonedate'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='letter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='schedule.letter'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to=settings.AUTH_USER_MODEL, verbose_name='to'),
        ),
        migrations.AddField(
            model_name='schedule',
            name='cycle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='evaluation.cycle', verbose_name='cycle'),
        ),
        migrations.AddField(
            model_name='milestonedateevent',
            name='schedule',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schedule.schedule', verbose_name='schedule'),
        ),
        migrations.AddField(
            model_name='milestonedate',
            name='schedule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='schedule.schedule', verbose_name='schedule'),
        ),
        migrations.AddField(
            model_name='scheduleevent',
            name='cycle',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle'),
        ),
        migrations.AddField(
            model_name='scheduleevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='scheduleevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schedule.schedule'),
        ),
        migrations.AddConstraint(
            model_name='sweepmark',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='one_sweep_mark'),
        ),
        migrations.AddField(
            model_name='term',
            name='holder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='evaluation.body', verbose_name='holder'),
        ),
        migrations.AddField(
            model_name='termevent',
            name='holder',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='holder'),
        ),
        migrations.AddField(
            model_name='termevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='termevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schedule.term'),
        ),
        migrations.AddField(
            model_name='violation',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='violations', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='violation',
            name='cycle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='violations', to='evaluation.cycle', verbose_name='cycle'),
        ),
        migrations.AddField(
            model_name='violation',
            name='responsible',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='violations', to=settings.AUTH_USER_MODEL, verbose_name='responsible official'),
        ),
        migrations.AddField(
            model_name='violationevent',
            name='body',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.body', verbose_name='body'),
        ),
        migrations.AddField(
            model_name='violationevent',
            name='cycle',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluation.cycle', verbose_name='cycle'),
        ),
        migrations.AddField(
            model_name='violationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='violationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schedule.violation'),
        ),
        migrations.AddField(
            model_name='violationevent',
            name='responsible',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible official'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='extension',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schedule_extensionevent" ("block", "body_id", "cycle_id", "due_on", "id", "milestone", "order_date", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id") VALUES (NEW."block", NEW."body_id", NEW."cycle_id", NEW."due_on", NEW."id", NEW."milestone", NEW."order_date", NEW."order_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id"); RETURN NULL;', hash='3576db92215b8547ea972d7b167f7c9b09aab4a9', operation='INSERT', pgid='pgtrigger_insert_insert_7162b', table='schedule_extension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='extension',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schedule_extensionevent" ("block", "body_id", "cycle_id", "due_on", "id", "milestone", "order_date", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id") VALUES (NEW."block", NEW."body_id", NEW."cycle_id", NEW."due_on", NEW."id", NEW."milestone", NEW."order_date", NEW."order_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id"); RETURN NULL;', hash='aa9e58d786a3669a7fb872053aafb1e13090f721', operation='UPDATE', pgid='pgtrigger_update_update_e7688', table='schedule_extension', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='feedlink',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('person',), name='one_live_feed_per_person'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['state', 'id'], name='letters_waiting'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['to', 'read_at'], name='letters_inbox'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('to', 'key'), name='letter_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed'])), name='letter_state_known'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['person', 'at'], name='reminders_due'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['year', 'state'], name='reminders_of_year'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('person', 'object_type', 'object_id', 'kind', 'due_at'), name='reminder_once'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'sent', 'failed', 'cancelled', 'missed'])), name='reminder_state_known'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('letter__isnull', False), _connector='OR'), name='sent_reminder_has_letter'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.UniqueConstraint(fields=('cycle', 'version'), name='schedule_version_once'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'approved')), fields=('cycle',), name='one_approved_schedule'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(models.Q(('order_number', ''), _negated=True), ('order_date__isnull', False)), _connector='OR'), name='approved_schedule_has_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schedule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schedule_scheduleevent" ("approved_at", "created_at", "cycle_id", "id", "order_date", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "state", "version") VALUES (NEW."approved_at", NEW."created_at", NEW."cycle_id", NEW."id", NEW."order_date", NEW."order_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."state", NEW."version"); RETURN NULL;', hash='643c6385e6471dec30dbbfc0523c1bb69b87c541', operation='INSERT', pgid='pgtrigger_insert_insert_4f773', table='schedule_schedule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schedule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schedule_scheduleevent" ("approved_at", "created_at", "cycle_id", "id", "order_date", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "state", "version") VALUES (NEW."approved_at", NEW."created_at", NEW."cycle_id", NEW."id", NEW."order_date", NEW."order_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."state", NEW."version"); RETURN NULL;', hash='8f94dd035ff2fd79c4365139328a21bfb09dd0d2', operation='UPDATE', pgid='pgtrigger_update_update_6a095', table='schedule_schedule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schedule',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{approved:superseded,draft:submitted,submitted:approved,submitted:draft}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='634918a969e987e4f3298cc9dbd7a22749d043b1', operation='UPDATE', pgid='pgtrigger_state_moves_5b7ad', table='schedule_schedule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schedule',
            trigger=pgtrigger.compiler.Trigger(name='state_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'draft\')', func='RAISE EXCEPTION \'sarap: a row of % is born in state "draft"\', TG_TABLE_NAME;', hash='4b461c4377840922e97c227c5bbefc918afc81ed', operation='INSERT', pgid='pgtrigger_state_begins_22e58', table='schedule_schedule', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='milestonedate',
            constraint=models.UniqueConstraint(fields=('schedule', 'milestone', 'block'), name='milestone_dated_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='milestonedate',
            constraint=models.CheckConstraint(condition=models.Q(('block__isnull', True), ('block__in', [1, 2, 3]), _connector='OR'), name='milestone_block'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestonedate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schedule_milestonedateevent" ("block", "due_on", "id", "milestone", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule_id") VALUES (NEW."block", NEW."due_on", NEW."id", NEW."milestone", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."schedule_id"); RETURN NULL;', hash='66386c4844dfa7e5a7aa953b15504822acf89518', operation='INSERT', pgid='pgtrigger_insert_insert_a6c8a', table='schedule_milestonedate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestonedate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schedule_milestonedateevent" ("block", "due_on", "id", "milestone", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule_id") VALUES (NEW."block", NEW."due_on", NEW."id", NEW."milestone", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."schedule_id"); RETURN NULL;', hash='408c31638b04c74e9941c251b6f7eb84684415d6', operation='UPDATE', pgid='pgtrigger_update_update_28d10', table='schedule_milestonedate', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('started_at'))), name='term_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='term',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schedule_termevent" ("counted", "due_at", "holder_id", "id", "kind", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at") VALUES (NEW."counted", NEW."due_at", NEW."holder_id", NEW."id", NEW."kind", NEW."last_day", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."started_at"); RETURN NULL;', hash='b9df120a74d3802559449c7aba6be79aee0f1e45', operation='INSERT', pgid='pgtrigger_insert_insert_2ab10', table='schedule_term', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='term',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schedule_termevent" ("counted", "due_at", "holder_id", "id", "kind", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at") VALUES (NEW."counted", NEW."due_at", NEW."holder_id", NEW."id", NEW."kind", NEW."last_day", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."started_at"); RETURN NULL;', hash='c125f2f14de969c9c83bd096b244f8ffe7efcfaf', operation='UPDATE', pgid='pgtrigger_update_update_11015', table='schedule_term', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='violation',
            index=models.Index(fields=['cycle', 'body'], name='violations_by_body'),
        ),
        migrations.AddConstraint(
            model_name='violation',
            constraint=models.UniqueConstraint(fields=('kind', 'act', 'object_type', 'object_id', 'due_at'), name='violation_once'),
        ),
        migrations.AddConstraint(
            model_name='violation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['missed_term', 'late_act', 'methodology'])), name='violation_kind_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violation',
            trigger=pgtrigger.compiler.Trigger(name='violations_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='98a5dd0e1c56812200df340ff4d20ff4b57bc954', operation='DELETE', pgid='pgtrigger_violations_stay_50950', table='schedule_violation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schedule_violationevent" ("act", "at", "body_id", "clause", "cycle_id", "details", "due_at", "id", "kind", "object_id", "object_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "responsible_id", "settled_at") VALUES (NEW."act", NEW."at", NEW."body_id", NEW."clause", NEW."cycle_id", NEW."details", NEW."due_at", NEW."id", NEW."kind", NEW."object_id", NEW."object_type", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."responsible_id", NEW."settled_at"); RETURN NULL;', hash='1db18693b9b34d45acc1b6ba14db3468a07dcac2', operation='INSERT', pgid='pgtrigger_insert_insert_ed10c', table='schedule_violation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schedule_violationevent" ("act", "at", "body_id", "clause", "cycle_id", "details", "due_at", "id", "kind", "object_id", "object_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "responsible_id", "settled_at") VALUES (NEW."act", NEW."at", NEW."body_id", NEW."clause", NEW."cycle_id", NEW."details", NEW."due_at", NEW."id", NEW."kind", NEW."object_id", NEW."object_type", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."responsible_id", NEW."settled_at"); RETURN NULL;', hash='644ccf1e0cac2475fc0c46df815618258b465be9', operation='UPDATE', pgid='pgtrigger_update_update_6d66c', table='schedule_violation', when='AFTER')),
        ),
    ]
