"""The shipped register against the annex, its loading, and the matrix read from it (D2, A, c10, c12, c15, c54)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import translation

from evaluation import routing
from evaluation.models import (
    LOCAL_KINDS,
    Body,
    BodyKind,
    Role,
    RoleHolder,
    Scope,
)
from evaluation.refusals import Refusal
from evaluation.register import load_register, register_directory
from evaluation.routing_words import ASSUMPTIONS, DIRECTION_NAMES
from evaluation.selectors import inheritances, register_day, routing_matrix, scopes_of
from evaluation.succession import SuccessionRule
from tests.worlds.register import in_order

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).parents[1] / "data"
OF_KAZAKHSTAN = re.compile(r"Республики Казахстан|Қазақстан Республикасы|of Kazakhstan")
KAZAKH = re.compile(r"[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")

ONLY_TWO = " по блоку "
EXCEPT_BLOCK = ", за исключением блока "
EXCEPT_LAW = ", за исключением правоохранительной деятельности"


@pytest.fixture
def register(db: None) -> None:
    load_register()


def annex() -> list[str]:
    return (DATA / "annex_2018.txt").read_text(encoding="utf-8").splitlines()


def rows(name: str) -> list[dict[str, Any]]:
    document = yaml.safe_load((register_directory() / name).read_text(encoding="utf-8"))
    return next(value for value in document.values() if isinstance(value, list))


@pytest.mark.clause("D2", "A", "c15")
@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_central_bodies_are_the_annex_line_by_line() -> None:
    found = [s for s in scopes_of(2018).values() if s.body.kind == BodyKind.CENTRAL]
    assert [scope.number for scope in sorted(found, key=lambda s: s.number)] == list(range(1, 21))
    for line, scope in zip(annex(), sorted(found, key=lambda s: s.number), strict=True):
        assert line.startswith(scope.body.name_ru)
        rest = line.removeprefix(scope.body.name_ru)
        if rest.startswith(ONLY_TWO):
            assert "Взаимодействие" in rest
            expected: tuple[tuple[int, ...], bool] = ((2,), False)
        elif rest.startswith(EXCEPT_BLOCK):
            assert "Организационное развитие" in rest
            expected = ((1, 2), False)
        else:
            assert rest in ("", EXCEPT_LAW)
            expected = ((1, 2, 3), rest == EXCEPT_LAW)
        assert (scope.blocks, bool(scope.outside_ru)) == expected
        assert bool(scope.outside_kk) == bool(scope.outside_en) == bool(scope.outside_ru)


@pytest.mark.clause("A")
def test_the_annex_as_copied_has_what_the_decree_says() -> None:
    lines = annex()
    assert len(lines) == len(set(lines)) == 20
    assert sum(ONLY_TWO in line for line in lines) == 4
    assert sum(EXCEPT_BLOCK in line for line in lines) == 1
    assert sum(line.endswith(EXCEPT_LAW) for line in lines) == 2


@pytest.mark.clause("D2")
@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_local_bodies_are_those_of_august_2018() -> None:
    with (DATA / "local_bodies_2018.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    found = [body for body in in_order(2018) if body.kind in LOCAL_KINDS]
    assert len(found) == 17
    assert Counter(body.kind for body in found) == {
        BodyKind.OBLAST: 14,
        BodyKind.CITY: 2,
        BodyKind.CAPITAL: 1,
    }
    for row, body in zip(listed, found, strict=True):
        assert body.name_en == f"Akimat of {row['en']}"
        assert body.name_kk == f"{row['kk']}ның әкімдігі"
        assert body.name_ru.startswith("Акимат ")
        assert row["ru"].removeprefix("город ")[:5] in body.name_ru
        assert scopes_of(2018)[body.pk].blocks == (1, 2, 3)


@pytest.mark.clause("D2", "c54")
@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_turkestan_and_shymkent_since_19_june_2018() -> None:
    young = {"akimat-of-turkestan-region", "akimat-of-shymkent-city"}
    old = {"akimat-of-south-kazakhstan-region"}
    for year, local, present in ((2016, 16, old), (2017, 16, old), (2018, 17, young), (2020, 17, young)):
        slugs = {body.slug for body in in_order(year) if body.is_local}
        assert (len(slugs), slugs & (young | old)) == (local, present)
    (inherited,) = inheritances(2018, date(2019, 2, 21))
    assert inherited.reorganisation.successor.slug == "akimat-of-turkestan-region"
    assert inherited.succession.rule is SuccessionRule.WITHIN_SUCCESSOR
    assert inheritances(2018, date(2019, 2, 21), Body.objects.get(slug="akimat-of-shymkent-city")) == []
    assert inheritances(2017, date(2018, 2, 21)) == []


@pytest.mark.clause("c5", "c10", "c12")
@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_every_role_is_filled_in_every_demo_year() -> None:
    for year in range(2016, 2021):
        day = register_day(year)
        held = dict(
            RoleHolder.objects.filter(RoleHolder.valid_on(day)).values_list("role", "body__short_name_en")
        )
        assert set(held) == set(Role.values)
    assert held == {
        "presidential_administration": "Presidential Administration",
        "pm_chancellery": "Prime Minister's Chancellery",
        "state_planning": "Ministry of National Economy",
        "civil_service": "Agency for Civil Service Affairs and Anti-Corruption",
        "budget_execution": "Ministry of Finance",
        "legal_statistics": "Committee on Legal Statistics and Special Records",
        "informatisation": "Ministry of Information and Communications",
        "commission_working_body": "Working body of the Commission",
        "service_integrator": "Zerde Holding",
    }
    committee = Body.objects.get(slug="committee-on-legal-statistics")
    assert committee.parent is not None
    assert committee.parent.slug == "prosecutor-generals-office"


@pytest.mark.parametrize("name", ["central_bodies.yaml", "local_bodies.yaml", "other_bodies.yaml"])
def test_names_are_whole_in_three_languages(name: str) -> None:
    for row in rows(name):
        for field in ("name", "short_name"):
            names = row.get(field, row["name"])
            assert set(names) == {"kk", "ru", "en"}
            assert all(value == value.strip() and value for value in names.values())
        assert KAZAKH.search(row["name"]["kk"])
        assert not KAZAKH.search(row["name"]["ru"])
        assert row["name"]["en"].replace("“", "").replace("”", "").isascii()
        short = row.get("short_name", row["name"])
        assert not any(OF_KAZAKHSTAN.search(value) for value in short.values())
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["slug"])


def test_every_name_says_where_it_was_seen() -> None:
    for name in ("central_bodies.yaml", "other_bodies.yaml"):
        for row in rows(name):
            assert set(row["where_seen"]) == {"kk", "ru", "en"}


@pytest.mark.clause("c23", "c24", "c25", "c30", "c31", "c36", "c37")
@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_the_shipped_register_routes_as_the_table_of_2018() -> None:
    """The exceptions of the table in the real register; everybody else has the ordinary evaluators."""
    matrix = routing_matrix(2018)
    assert len(matrix.rows) == 37
    exceptions = {
        (row.body.slug, code): found.evaluator
        for row in matrix.rows
        for code, found in row.routes.items()
        if found is not None and found.is_exception
    }
    president, chancellery = "presidential-administration", "prime-ministers-chancellery"
    assert exceptions == {
        ("agency-for-civil-service-affairs", "1.1"): president,
        ("agency-for-civil-service-affairs", "1.2"): president,
        ("agency-for-civil-service-affairs", "2.1"): president,
        ("agency-for-civil-service-affairs", "3.1"): president,
        ("prosecutor-generals-office", "2.1"): president,
        ("prosecutor-generals-office", "2.2"): president,
        ("prosecutor-generals-office", "2.3"): president,
        ("national-bank", "1.1"): president,
        ("national-bank", "1.2"): president,
        ("ministry-of-information-and-communications", "2.3"): chancellery,
        ("ministry-of-information-and-communications", "3.2"): chancellery,
        ("ministry-of-finance", "1.1"): chancellery,
        ("ministry-of-finance", "1.2"): chancellery,
        ("ministry-of-national-economy", "1.1"): chancellery,
        ("ministry-of-national-economy", "1.2"): chancellery,
    }
    ordinary = {
        (code, found.evaluator)
        for row in matrix.rows
        for code, found in row.routes.items()
        if found is not None and not found.is_exception
    }
    assert ordinary == {
        ("1.1", "ministry-of-national-economy"),
        ("1.2", "ministry-of-finance"),
        ("2.1", "agency-for-civil-service-affairs"),
        ("2.2", "committee-on-legal-statistics"),
        ("2.3", "ministry-of-information-and-communications"),
        ("3.1", "agency-for-civil-service-affairs"),
        ("3.2", "ministry-of-information-and-communications"),
    }
    makers = Counter(row.overall.maker for row in matrix.rows)
    assert makers == {"ministry-of-national-economy": 36, "commission-working-body": 1}


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_the_matrix_costs_three_queries(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        matrix = routing_matrix(2018)
        assert all(row.body.short_name and row.scope.blocks for row in matrix.rows)
        assert all(
            matrix.body(found.evaluator).name for row in matrix.rows for found in row.routes.values() if found
        )


@pytest.mark.django_db
def test_a_vacant_role_is_a_sentence() -> None:
    load_register()
    RoleHolder.objects.filter(role=Role.LEGAL_STATISTICS).update(valid_until=date(2018, 6, 30))
    routing_matrix(2017)
    with translation.override("en"), pytest.raises(Refusal) as refused:
        routing_matrix(2018)
    assert "legal statistics" in refused.value.sentence
    assert refused.value.clause == "c10"
    with pytest.raises(CommandError, match="legal statistics"):
        call_command("routing", "--year", "2018", "--language", "en")


@pytest.mark.django_db
def test_a_role_changes_hands_at_midnight() -> None:
    load_register()
    last = date(2018, 12, 30)
    RoleHolder.objects.filter(role=Role.INFORMATISATION).update(valid_until=last)
    RoleHolder.objects.create(
        role=Role.INFORMATISATION,
        body=Body.objects.get(slug="ministry-of-energy"),
        valid_from=last + timedelta(days=1),
    )
    for day, holder in ((last, "ministry-of-information-and-communications"), (None, "ministry-of-energy")):
        agriculture = next(
            r for r in routing_matrix(2018, day).rows if r.body.slug == "ministry-of-agriculture"
        )
        found = agriculture.routes["3.2"]
        assert found is not None
        assert found.evaluator == holder


def printed(*options: str) -> str:
    out = io.StringIO()
    call_command("routing", "--year", "2018", *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_the_command_prints_the_whole_matrix() -> None:
    table = printed("--language", "ru")
    found = json.loads(printed("--format", "json", "--language", "ru"))
    flat = list(csv.DictReader(io.StringIO(printed("--format", "csv", "--language", "ru"))))
    assert flat == found["routes"]
    assert len(flat) == 37 * 7
    cell = next(
        row for row in flat if (row["body"], row["direction"]) == ("ministry-of-national-economy", "1.2")
    )
    assert (cell["evaluator_name"], cell["clauses"].split()[0]) == ("Канцелярия Премьер-Министра", "c24")
    assert cell["conclusion_to"] == "prime-ministers-chancellery"
    empty = next(row for row in flat if (row["body"], row["direction"]) == ("ministry-of-defence", "1.1"))
    assert empty["evaluator"] == empty["clauses"] == ""
    for body in in_order(2018):
        assert body.short_name_ru in table
    assert set(found["assumptions"]) == set(re.findall(r"A-ROUTE-\d+", table))
    assert found["register_day"] == "2018-12-31"


@pytest.mark.django_db
def test_the_command_on_an_empty_register_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="load_register"):
        printed()


def test_every_assumption_has_words_and_a_reason() -> None:
    """Codes in the rules, on the pages and in the document are the same."""
    written = set(
        re.findall(r"^\| (A-(?:ROUTE|REG|SUCC)-\d+) \|", (ROOT / "docs/assumptions.md").read_text(), re.M)
    )
    coded = {
        value for value in vars(routing).values() if isinstance(value, str) and value.startswith("A-ROUTE-")
    }
    assert coded == set(ASSUMPTIONS)
    cited: set[str] = set()
    for path in [*ROOT.glob("evaluation/**/*.py"), *register_directory().iterdir()]:
        cited |= set(re.findall(r"A-(?:ROUTE|REG|SUCC)-\d+", path.read_text(encoding="utf-8")))
    assert cited == written
    assert set(DIRECTION_NAMES) == set(routing.DIRECTIONS)
    assert set(Role.values) == set(routing.ROLES)


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_scopes_are_one_query(django_assert_num_queries: Any) -> None:
    outdated = Scope.objects.filter(valid_until__isnull=False).count()
    everything = Scope.objects.count()
    with django_assert_num_queries(1):
        bodies = [scope.body.slug for scope in scopes_of(2018).values()]
    assert (outdated, len(bodies)) == (1, everything - 1)
