"""What an opened year has read stands: rows of the register are closed, and former addresses lead to the present one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation.former_addresses import bodies_by_address, body_of
from evaluation.models import Body, Cycle, Reorganisation, Role, RoleHolder, Scope
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

pytestmark = pytest.mark.slow

ADMINISTRATOR = "economy.administrator"


def sends(client: Client, model: str, row: Any, **given: Any) -> int:
    page = reverse(f"admin:evaluation_{model}_{'change' if row else 'add'}", args=[row.pk] if row else [])
    return client.post(page, given).status_code


@pytest.mark.clause("c6")
def test_a_year_that_is_opened_keeps_its_number(world: World, february: object, client: Client) -> None:
    world.sign_in(client, ADMINISTRATOR)
    sends(client, "cycle", world.cycle, year="2020", synthetic="")
    assert Cycle.objects.filter(pk=world.cycle.pk, year=2018, synthetic=True).exists()


def test_a_body_that_a_year_reads_keeps_name_kind_place_and_address(
    world: World, february: object, client: Client
) -> None:
    world.sign_in(client, ADMINISTRATOR)
    body = world.body("culture")
    sends(client, "body", body, slug="other", kind="part", name_ru="Другое", name_kk="x", name_en="x",
          short_name_ru="x", short_name_kk="x", short_name_en="x", parent=world.body("economy").pk,
          accountable_to_president="on", valid_from="2016-01-01", order="7")  # fmt: skip
    after = Body.objects.get(pk=body.pk)
    kept = ("slug", "kind", "name_ru", "short_name_ru", "parent_id", "accountable_to_president", "valid_from")
    assert [getattr(after, name) for name in kept] == [getattr(body, name) for name in kept]
    assert after.order == 7


@pytest.mark.clause("c10")
def test_a_role_passes_on_by_a_new_row_and_never_in_the_past(
    world: World, february: object, client: Client
) -> None:
    world.sign_in(client, ADMINISTRATOR)
    held = world.body("economy").roles.get(role=Role.STATE_PLANNING)
    finance = world.body("finance").pk
    sends(client, "roleholder", held, role=Role.STATE_PLANNING, body=finance, valid_from="2016-01-01")
    assert RoleHolder.objects.filter(
        pk=held.pk, body=world.body("economy"), valid_from=held.valid_from
    ).exists()
    # its end before the last day that a year has read would change that year
    assert sends(client, "roleholder", held, valid_until="2018-12-30") == 422
    assert sends(client, "roleholder", held, valid_until="2018-12-31") == 302
    new = {"role": Role.STATE_PLANNING, "body": finance}
    assert sends(client, "roleholder", None, **new, valid_from="2019-01-01") == 302


def test_scopes_and_reorganisations_of_a_year_that_was_read_are_closed(
    world: World, february: object, client: Client
) -> None:
    world.sign_in(client, ADMINISTRATOR)
    scope = world.body("culture").scopes.get()
    sends(client, "scope", scope, number="1", block2="on", valid_from="2015-01-01", valid_until="")
    assert Scope.objects.get(pk=scope.pk).blocks == (1, 2, 3)
    new = {"body": world.body("legal-statistics").pk, "number": "70", "block1": "on"}
    assert sends(client, "scope", None, **new, valid_from="2018-12-31") == 422
    assert sends(client, "scope", None, **new, valid_from="2019-01-01") == 302
    given = {"body": world.body("culture").pk, "successor": world.body("finance").pk, "act": "No. 1"}
    assert sends(client, "reorganisation", None, **given, took_effect_on="2018-06-01") == 422
    assert sends(client, "reorganisation", None, **given, took_effect_on="2019-02-01") == 302
    assert Reorganisation.objects.get().took_effect_on == date(2019, 2, 1)


def test_before_the_first_opening_the_register_is_open(
    world: World, february: object, client: Client
) -> None:
    unopen()
    world.sign_in(client, ADMINISTRATOR)
    cycle = Cycle.objects.get(year=2017)
    assert sends(client, "cycle", cycle, year="2016") == 302
    assert Cycle.objects.filter(pk=cycle.pk, year=2016).exists()


def test_an_address_finds_the_body_that_had_it_last(world: World) -> None:
    culture, akmola = world.body("culture"), world.body("akmola")
    Body.objects.filter(pk=culture.pk).update(slug="culture-and-sport")
    assert body_of("culture") == culture
    Body.objects.filter(pk=akmola.pk).update(slug="culture")  # another has it now
    assert body_of("culture") == akmola
    assert set(bodies_by_address(["akmola", "culture-and-sport", "nobody"])) == {
        "akmola",
        "culture-and-sport",
    }
