"""Every text that people type has a limit, in form, model and database; what has none is named here with its reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, models, transaction
from django.http import HttpRequest

from config.floors import FLOORS
from evaluation import database_limits
from evaluation.limits import LINE, Data, Words
from evaluation.moves import act
from evaluation.refusals import Refusal
from schedule.models import LetterTemplate
from tests.worlds.roles import owners_role

ROOT = Path(__file__).resolve().parents[2]

#: Fields without a limit of their own: nobody types into them, the portal makes them out of what is bounded.
MADE_BY_THE_PORTAL = {
    "blocks.Conclusion": {"trace", "content", "recounted"},
    "commission.CommissionReport": {"figures"},
    "commission.OverallEvaluation": {"trace"},
    "evaluation.AccountChange": {"fields"},  # of an account's columns, each with its own limit
    "evaluation.JournalCheckpoint": {"note"},
    "evaluation.JournalEntry": {"details"},
    "evaluation.JournalVerification": {"guards"},
    "reports.Document": {"titles"},
    "reports.DocumentPreview": {"content"},  # bounded by a constraint of its own
    "schedule.Letter": {"told"},
    "schedule.Reminder": {"titles"},
    "schedule.Term": {"counted"},
}


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model._meta.app_label in FLOORS and not hasattr(model, "pgh_tracked_model"):
            yield model


def test_every_text_of_every_model_has_a_limit() -> None:
    found: dict[str, set[str]] = {}
    for model in _models():
        for field in model._meta.concrete_fields:
            endless = isinstance(field, models.TextField | models.JSONField) or (
                isinstance(field, models.CharField) and not field.max_length
            )
            if endless and not isinstance(field, Words | Data):
                found.setdefault(model._meta.label, set()).add(field.name)
    assert found == MADE_BY_THE_PORTAL


def test_every_field_of_a_form_that_takes_text_has_a_limit() -> None:
    """Wherever the code makes one; fields that Django makes of models have theirs."""
    without = []
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in ("forms.CharField", "CharField"):
                    names = {word.arg for word in node.keywords}
                    if "max_length" not in names and "migrations" not in path.parts:
                        without.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert without == []


def test_every_place_for_several_lines_tells_the_browser_its_limit() -> None:
    without = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for tag in re.findall(
            r"<textarea\b(?:[^>{]|\{[{%].*?[%}]\})*>", path.read_text(encoding="utf-8"), re.DOTALL
        )
        if "maxlength" not in tag
    ]
    assert without == []


@pytest.mark.django_db
def test_the_database_keeps_every_limit_by_itself() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"
        )
        checks = cursor.fetchall()
    for model in _models():
        for field in model._meta.concrete_fields:
            if isinstance(field, Words | Data):
                wanted = (model._meta.db_table, field.column, str(field.limit))
                assert any(
                    table == wanted[0]
                    and wanted[1] in check
                    and wanted[2] in check
                    and "char_length" in check
                    for table, check in checks
                ), wanted


@pytest.mark.django_db
def test_a_longer_text_is_refused_by_field_and_by_database() -> None:
    row = LetterTemplate.objects.create(kind="x", language="kk", subject="s", text="t")
    limit = row._meta.get_field("text").max_length
    assert limit is not None
    LetterTemplate.objects.update(text="ё" * limit)
    with pytest.raises(Refusal) as caught, transaction.atomic():
        LetterTemplate.objects.update(text="ё" * (limit + 1))
    assert caught.value.code == "invalid"
    assert [fault.field for fault in caught.value.faults] == ["text"]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE schedule_lettertemplate SET text = repeat('x', %s)", [limit + 1])


@pytest.mark.django_db
def test_a_line_that_only_its_column_finds_too_long_is_a_refusal_too() -> None:
    def verb() -> None:
        with transaction.atomic():
            LetterTemplate.objects.create(kind="x", language="kk", subject="s" * 10 * LINE, text="t")

    class Form:
        fields: dict[str, object] = {}
        said: list[str] = []

        def add_error(self, field: object, sentence: str) -> None:
            self.said.append(str(sentence))

    form = Form()
    outcome = act(HttpRequest(), verb, form=form)  # type: ignore[arg-type]
    assert outcome.status == 422
    assert form.said == [
        "One of the texts is longer than its field takes. Shorten it, or attach the long text as a document."
    ]

    def other() -> None:
        with transaction.atomic():
            LetterTemplate.objects.extra(where=["1/0 = 1"]).exists()

    with pytest.raises(DataError):
        act(HttpRequest(), other)


def _without_its_limit() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'schedule_lettertemplate'::regclass"
            " AND pg_get_constraintdef(oid) LIKE '%char_length(text)%'"
        )
        ((name,),) = cursor.fetchall()
        cursor.execute(f'ALTER TABLE schedule_lettertemplate DROP CONSTRAINT "{name}"')


SAID = "The column text of the table schedule_lettertemplate is not held to its 20000 signs by the database."


@pytest.mark.django_db
@pytest.mark.parametrize("other", [None, 19_000, 90_000])
def test_a_limit_that_the_database_lacks_is_told_and_put_right(other: int | None) -> None:
    """Missing, as an alteration by Django leaves it, or another one than the field's."""
    assert database_limits.faults() == []
    with owners_role():
        _without_its_limit()
        if other:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"ALTER TABLE schedule_lettertemplate ADD CHECK (char_length(text) <= {other})"
                )
        assert database_limits.faults() == [SAID]
        assert database_limits.put_right() == 1
        assert database_limits.put_right() == 0
    assert database_limits.faults() == []


@pytest.mark.django_db
def test_a_longer_text_that_stands_already_is_named_and_kept() -> None:
    with owners_role():
        _without_its_limit()
        row = LetterTemplate.objects.create(kind="x", language="kk", subject="s", text="t")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE schedule_lettertemplate SET text = repeat('x', 20001)")
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            database_limits.put_right()
    assert "column text of the table schedule_lettertemplate is longer than 20000 signs" in str(caught.value)
    row.refresh_from_db()
    assert len(row.text) == 20_001
