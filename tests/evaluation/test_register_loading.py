"""Loading the register: once, twice, over staff's edits, from bad files; and the accounts of the demo."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from evaluation.models import (
    AUTHORITY_ROLES,
    MFA_OFFICES,
    Body,
    Cycle,
    JournalEntry,
    Membership,
    Office,
    RoleHolder,
    User,
)
from evaluation.register import RegisterRefused, load_register, register_directory
from evaluation.selectors import register_day
from tests.worlds.register import in_order

pytestmark = pytest.mark.slow


@pytest.fixture
def register(db: None) -> None:
    load_register()


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    first = load_register(demo_accounts=True)
    events = JournalEntry.objects.count()
    second = load_register(demo_accounts=True)
    assert sum(first.created.values()) > 300
    assert not second.created
    assert not second.changed
    assert not second.differing
    assert second.kept == first.created
    assert JournalEntry.objects.count() == events


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_what_staff_edited_stays_unless_asked() -> None:
    body = Body.objects.get(slug="ministry-of-energy")
    body.name_en = "Ministry of Energy and Mines"
    body.save()
    errors = io.StringIO()
    call_command("load_register", stdout=io.StringIO(), stderr=errors)
    body.refresh_from_db()
    assert body.name_en == "Ministry of Energy and Mines"
    assert "Left as staff edited it: body" in errors.getvalue()
    assert "name_en" in errors.getvalue()
    out = io.StringIO()
    call_command("load_register", "--overwrite", stdout=out)
    body.refresh_from_db()
    assert body.name_en == "Ministry of Energy of the Republic of Kazakhstan"
    assert "body: 0 new, 1 changed" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_what_an_opened_year_has_read_is_not_brought_back() -> None:
    Body.objects.filter(slug="ministry-of-energy").update(name_en="Ministry of Energy and Mines", order=7)
    Cycle.objects.create(year=2018, opened_at=datetime(2019, 1, 14, tzinfo=UTC))
    with pytest.raises(RegisterRefused) as caught:
        load_register(overwrite=True)
    [fault] = caught.value.faults
    assert "ministry-of-energy: a year that is opened has read this row; it keeps name_en" in fault
    Body.objects.filter(slug="ministry-of-energy").update(
        name_en="Ministry of Energy of the Republic of Kazakhstan"
    )
    load_register(overwrite=True)
    assert Body.objects.get(slug="ministry-of-energy").order != 7


@pytest.mark.django_db
def test_loading_is_in_the_journal() -> None:
    load_register()
    body = Body.objects.get(slug="national-bank")
    entry = JournalEntry.objects.get(object_type="evaluation.body", object_id=body.pk)
    assert (entry.act, entry.clause, entry.actor) == ("body.load", "D2", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        "roles: []".encode("utf-16"),
        b"roles: [\xff]",
        b"[" * 5000,
        b"roles: !!python/object:os.x {}",
        b"\0",
        b"",
    ],
)
def test_a_file_that_is_no_register_is_told_so(tmp_path: Path, data: bytes) -> None:
    for file in register_directory().iterdir():
        (tmp_path / file.name).write_bytes(data if file.name == "roles.yaml" else file.read_bytes())
    with pytest.raises(RegisterRefused) as caught:
        load_register(tmp_path)
    assert caught.value.faults[0].startswith("roles.yaml: ")
    assert not Body.objects.exists()


def broken(tmp_path: Path, name: str, edit: Any) -> Path:
    """A copy of the shipped register with one file edited by ``edit(document)``."""
    for file in register_directory().iterdir():
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    document = yaml.safe_load((tmp_path / name).read_text(encoding="utf-8"))
    edit(document)
    (tmp_path / name).write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "edit", "place", "what"),
    [
        (
            "central_bodies.yaml",
            lambda d: d["bodies"][5]["name"].pop("kk"),
            "ministry-of-agriculture",
            "lacks “kk”",
        ),
        (
            "central_bodies.yaml",
            lambda d: d["bodies"][5].update(kind="guild"),
            "ministry-of-agriculture",
            "kind",
        ),
        (
            "local_bodies.yaml",
            lambda d: d["bodies"][0].update(valid_until=date(2015, 1, 1)),
            "akimat-of-akmola-region",
            "valid_until",
        ),
        (
            "other_bodies.yaml",
            lambda d: d["bodies"][2].update(parent="nobody"),
            "committee-on-legal-statistics",
            "no body “nobody”",
        ),
        ("roles.yaml", lambda d: d["roles"][2].update(role="oracle"), "oracle", "oracle"),
        (
            "roles.yaml",
            lambda d: d["roles"].append(
                {"role": "state_planning", "body": "ministry-of-finance", "valid_from": date(2017, 1, 1)}
            ),
            "state_planning",
            "role_held_once",
        ),
        ("roles.yaml", lambda d: d.pop("roles"), "roles.yaml", "no list “roles”"),
        (
            "reorganisations.yaml",
            lambda d: d["reorganisations"][0].pop("act"),
            "south-kazakhstan",
            "lacks “act”",
        ),
    ],
)
def test_a_bad_file_is_refused_whole_with_the_place(
    tmp_path: Path, name: str, edit: Any, place: str, what: str
) -> None:
    with pytest.raises(RegisterRefused) as refused:
        load_register(broken(tmp_path, name, edit))
    assert any(place in fault and what in fault for fault in refused.value.faults)
    assert not Body.objects.exists()


@pytest.mark.django_db
def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["bodies"][0]["name"].pop("en")
        document["bodies"][4].pop("slug")

    directory = broken(tmp_path, "local_bodies.yaml", edit)
    (directory / "roles.yaml").unlink()
    with pytest.raises(CommandError) as refused:
        call_command("load_register", str(directory))
    message = str(refused.value)
    assert "akimat-of-akmola-region: lacks “en”" in message
    assert "row 5: lacks “slug”" in message
    assert "roles.yaml: cannot be read" in message


@pytest.mark.django_db
def test_demo_accounts_cover_every_office() -> None:
    load_register(demo_accounts=True)
    held = Counter(Membership.objects.values_list("office", "body__slug"))
    assert {office for office, _body in held} == set(Office.values)
    day = register_day(2018)
    authorities = RoleHolder.objects.filter(RoleHolder.valid_on(day), role__in=AUTHORITY_ROLES)
    for slug in authorities.values_list("body__slug", flat=True):
        assert held[(Office.EVALUATOR, slug)] == held[(Office.SPECIAL_COMMISSION_MEMBER, slug)] == 2
        assert held[(Office.APPROVER, slug)] == 1
    for year in (2016, 2018):
        for body in in_order(year):
            assert held[(Office.PREPARER, body.slug)] == held[(Office.FIRST_HEAD, body.slug)] == 1
    assert held[(Office.WORKING_BODY, "commission-working-body")] == 3
    assert held[(Office.COMMISSION_MEMBER, "commission")] == 3


@pytest.mark.clause("c59")
@pytest.mark.django_db
def test_nobody_of_the_demo_sits_on_two_chairs() -> None:
    """One account, one office: the evaluator is never the approver nor a member of the special commission."""
    load_register(demo_accounts=True)
    assert User.objects.count() == Membership.objects.count()
    assert set(Membership.objects.values_list("user__memberships__office").distinct()) >= {
        (office,) for office in MFA_OFFICES
    }


@pytest.mark.django_db
def test_demo_accounts_are_named_by_office_and_have_no_password() -> None:
    load_register(demo_accounts=True)
    head = User.objects.get(username="first-head.ministry-of-agriculture")
    assert head.title_ru == "Первый руководитель, Министерство сельского хозяйства"
    assert head.title_kk == "Бірінші басшы, Ауыл шаруашылығы министрлігі"
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not User.objects.exclude(first_name="", last_name="").exists()
    assert not User.objects.filter(is_superuser=True).exists()
    second = User.objects.get(username="evaluator-2.ministry-of-finance")
    assert second.title_en == "Evaluator No.\N{NO-BREAK SPACE}2, Ministry of Finance"
    assert second.title_ru.startswith("Оценивающий №\N{NO-BREAK SPACE}2, ")


@pytest.mark.django_db
def test_production_takes_no_demo_accounts(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("load_register", "--demo-accounts")
    assert not Body.objects.exists()
