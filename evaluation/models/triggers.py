"""What PostgreSQL itself refuses: guards in the database that nobody who works with the portal's role can turn off.

django-pgtrigger's own triggers ask a session variable whether to look away, which every role may set, and hold their
condition in the trigger's definition, which PostgreSQL stores in a form of its own. A guard asks no variable, fires
also where replication is pretended (``ENABLE ALWAYS``), and holds its condition inside its function, so that what
stands in the database can be compared letter by letter with what the models declare (``evaluation/database_guards.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pgtrigger
from django.db import models
from pgtrigger import compiler


class GuardSql(compiler.UpsertTriggerSql):
    """Installs a guard; migrations keep it, so the template is never changed but followed by another class."""

    def get_template(self) -> str:
        """One function and one trigger, which fires in every session."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER {pgid};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """

    def body(self) -> str:
        """What stands between the function's dollars, as PostgreSQL keeps it."""
        return self.data.split("$$")[1]


class OwnersSql(GuardSql):
    """As a guard, but the function works with the rights of the tables' owner, and looks for tables nowhere else."""

    def get_template(self) -> str:
        """One function and one trigger, which fires in every session."""
        return (
            super()
            .get_template()
            .replace(
                "$$ LANGUAGE plpgsql;",
                "$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;",
            )
        )


class StandingTrigger(pgtrigger.Trigger):
    """A trigger that fires in every session, and is not to be talked out of it."""

    sql_class: type[GuardSql] = GuardSql

    def compile(self, model: models.Model) -> compiler.Trigger:
        """As in a migration: the condition inside the function, no question to any session variable."""
        condition = self.get_condition(model)
        asked = condition.resolve(model).strip() if condition else ""
        body = self.render_func(model)
        if asked:
            deletes, only = "DELETE" in str(self.operation), self.operation == pgtrigger.Delete
            passes = f"RETURN {'OLD' if only else 'NEW'};"
            if deletes and not only:
                passes = f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; {passes}"
            body = f"IF ({asked}) IS NOT TRUE THEN {passes} END IF; {body}"
        return compiler.Trigger(
            name=self.name,
            sql=self.sql_class(
                pgid=self.get_pgid(model),
                declare=self.render_declare(model),
                func=self.format_sql(body),
                table=model._meta.db_table,
                constraint="CONSTRAINT" if self.timing else "",
                when=self.when,
                operation=self.operation,
                timing=f"DEFERRABLE INITIALLY {self.timing}" if self.timing else "",
                level=self.level,
                execute=self.render_execute(model),
            ),
        )

    def get_installation_status(self, model: models.Model, database: str | None = None) -> tuple[str, Any]:
        """As the library's, which takes only "O" for switched on."""
        status, _on = super().get_installation_status(model, database)
        return status, status in (pgtrigger.core.INSTALLED, pgtrigger.core.OUTDATED)


class GuardTrigger(StandingTrigger):
    """One that refuses. If it reads another table it names its schema: what a session puts before it would be read instead."""


class Refuses(GuardTrigger, pgtrigger.Protect):
    """Refuses the operation, where ``condition`` holds or always."""


class Moves(GuardTrigger, pgtrigger.FSM):
    """A state moves along the declared transitions only."""


class OwnersTrigger(GuardTrigger):
    """Writes what the portal's own role may not."""

    sql_class = OwnersSql


def never_emptied() -> GuardTrigger:
    """Refuses TRUNCATE, which no trigger for rows hears of."""
    return GuardTrigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
    )


def past_stays() -> Refuses:
    """A dated row whose last day lay before the latest act on record is history: it neither changes nor goes.

    The portal's own time is the journal's, as a demo's clock stands elsewhere than the database's (A-JOURNAL-1): the latest
    moment of all entries, so that an entry which claims an earlier one brings nothing back.
    """
    return Refuses(
        name="past_stays",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition(
            "OLD.valid_until < (SELECT (max(at) AT TIME ZONE 'Asia/Almaty')::date FROM public.evaluation_journalentry)"
        ),
    )


def stays_when(condition: str, *columns: str, name: str) -> Refuses:
    """A row for which the SQL ``condition`` on what it was holds never goes, and keeps these columns."""
    return Refuses(
        name=name,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition(f"({condition}) AND {_differ(columns)}"),
    )


def _differ(columns: Sequence[str]) -> str:
    """That a row is not in all these columns what it was; of a row that goes, always."""
    olds, news = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"({olds}) IS DISTINCT FROM ({news})"


_BY_ORDER = "('approved', 'superseded')"


def approved_stays(*columns: str) -> Refuses:
    """What an order approved keeps these columns and never goes; all that may follow is that a version supersedes it."""
    return Refuses(
        name="approved_stays",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition(
            f"OLD.state IN {_BY_ORDER} AND ({_differ(columns)} OR NEW.state NOT IN {_BY_ORDER} "
            "OR OLD.state = 'superseded' AND NEW.state <> 'superseded')"
        ),
    )


def stays_with_approved(column: str, table: str) -> Refuses:
    """Rows of what an order approved stay as they are: none changes, goes or comes in beside them."""
    return Refuses(
        name="approved_rows_stay",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition(
            f"OLD.{column} <> NEW.{column} OR (SELECT one.state FROM public.{table} one "  # noqa: S608 - of models alone
            f"WHERE one.id = COALESCE(OLD.{column}, NEW.{column}) FOR SHARE) IN {_BY_ORDER}"
        ),
    )
