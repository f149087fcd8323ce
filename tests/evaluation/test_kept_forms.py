"""What was typed into a form whose session had ended is offered again after the sign-in, and sent by a click only."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from evaluation import kept_forms
from reports.models import DatumValue
from tests.worlds.elements import element
from tests.worlds.opened import Opened
from tests.worlds.world import World

TYPED = {
    "was:goals_planned": "",
    "seen:goals_planned": "0",
    "v:goals_planned": "12",
    "note": "<b>a\nb</b>",
}


def session_ends(client: Client) -> None:
    """The session is gone; what else the browser has stays."""
    client.get(reverse("desk"))
    del client.cookies[settings.SESSION_COOKIE_NAME]


def sent_without_session(client: Client, opened: Opened) -> str:
    """The address of agriculture's report after its form was sent when the preparer's session had ended."""
    address = reverse("report", args=[opened.report("agriculture", 1).pk])
    opened.world.sign_in(client, "agriculture.preparer")
    session_ends(client)
    answer = client.post(address, TYPED)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert not DatumValue.objects.exists()
    return address


def test_the_form_is_offered_once_and_saved_by_a_click(opened: Opened, client: Client) -> None:
    address = sent_without_session(client, opened)
    opened.world.sign_in(client, "agriculture.preparer")
    offered = client.get(address)
    assert "evaluation/kept_form.html" in [template.name for template in offered.templates]
    assert dict(offered.context["kept"]["fields"]) == TYPED
    assert element(offered, "[name=note]")["value"] == "<b>a\nb</b>"
    assert not DatumValue.objects.exists()
    assert client.post(address, dict(offered.context["kept"]["fields"])).status_code == 302
    assert DatumValue.objects.get(item="goals_planned").number == 12
    again = client.get(address)
    assert "evaluation/kept_form.html" not in [template.name for template in again.templates]


def test_elsewhere_it_waits_and_after_an_hour_it_is_gone(
    opened: Opened, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = sent_without_session(client, opened)
    opened.world.sign_in(client, "agriculture.preparer")
    assert "kept" not in client.get(reverse("desk")).context
    kept_at = client.session[kept_forms.KEY]["at"]
    monkeypatch.setattr(kept_forms.time, "time", lambda: kept_at + kept_forms.KEPT_FOR + 1)
    assert "kept" not in client.get(address).context


def test_nobody_else_on_the_browser_is_offered_it(opened: Opened, client: Client) -> None:
    for who, status in (("commission.expert", 403), ("agriculture.first_head", 200)):
        address = sent_without_session(client, opened)
        opened.world.sign_in(client, who)
        answer = client.get(address)
        assert answer.status_code == status
        assert "kept" not in (answer.context or {})
        assert "&lt;b&gt;a" not in answer.content.decode()
        client.logout()


def test_of_a_browser_on_which_nobody_was_signed_in_nothing_is_kept(opened: Opened, client: Client) -> None:
    address = reverse("report", args=[opened.report("agriculture", 1).pk])
    assert client.post(address, TYPED).status_code == 302
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    client.cookies[kept_forms.COOKIE] = f"{opened.world.person('agriculture.preparer').pk}:forged:signature"
    assert client.post(address, TYPED).status_code == 302
    assert settings.SESSION_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("how", ["too much", "by itself", "no field", "password"])
def test_what_is_not_kept(world: World, client: Client, how: str) -> None:
    typed = {
        "too much": {"a": "x" * kept_forms.MOST},
        "by itself": {"a": "1"},
        "no field": {},
        "password": {"oldpassword": "x"},
    }[how]
    world.sign_in(client, "agriculture.preparer")
    session_ends(client)
    headers = {"HX-Request": "true"} if how == "by itself" else {}
    client.post(reverse("report", args=[1]), typed, headers=headers)
    assert kept_forms.KEY not in client.session


@pytest.mark.parametrize(
    ("origin", "kept"), [("http://testserver", True), ("https://elsewhere.test", False), (None, False)]
)
def test_a_form_opened_before_signing_in_anew_is_offered_again_if_it_is_ours(
    opened: Opened, origin: str | None, kept: bool
) -> None:
    client = Client(enforce_csrf_checks=True)
    address = reverse("report", args=[opened.report("agriculture", 1).pk])
    opened.world.sign_in(client, "agriculture.preparer")
    headers = {"Origin": origin} if origin else {}
    answer = client.post(address, {**TYPED, "csrfmiddlewaretoken": "of the sign-in before"}, headers=headers)
    assert not DatumValue.objects.exists()
    if not kept:
        assert answer.status_code == 403
        assert "refusal.html" in [template.name for template in answer.templates]
        assert "kept" not in client.get(address).context
        return
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert dict(client.get(address).context["kept"]["fields"]) == TYPED


# --- parts of a page -----------------------------------------------------------------------------------------------


def part_of_a_page(opened: Opened, client: Client, **headers: str) -> Any:
    """What the page of agriculture's report is answered when one of its places saves itself."""
    address = reverse("report_value", args=[opened.report("agriculture", 1).pk]) + "?place=goals_planned"
    return client.post(address, TYPED, headers={"HX-Request": "true", **headers})


def test_a_part_of_a_page_gets_a_sentence_and_a_sign_in_never_a_page(opened: Opened, client: Client) -> None:
    opened.world.sign_in(client, "agriculture.preparer")
    session_ends(client)
    answer = part_of_a_page(opened, client)
    assert answer.status_code == 401
    assert (answer["Content-Type"], answer["HX-Reswap"]) == ("text/plain; charset=utf-8", "none")
    assert answer["Sarap-Sign-In"].startswith(reverse("account_login"))
    assert answer["Sarap-Sign-In"].endswith(reverse("session_state"))
    assert not DatumValue.objects.exists()


def test_a_part_of_a_page_is_saved_for_nobody_but_who_opened_it(opened: Opened, client: Client) -> None:
    opened.world.sign_in(client, "agriculture.preparer")
    other = opened.person("agriculture.first_head").pk
    answer = part_of_a_page(opened, client, **{"Sarap-Person": str(other)})
    assert answer.status_code == 409
    assert not DatumValue.objects.exists()
    mine = opened.person("agriculture.preparer").pk
    assert part_of_a_page(opened, client, **{"Sarap-Person": str(mine)}).status_code == 200
    assert DatumValue.objects.get(item="goals_planned").number == 12


def test_a_refused_part_of_a_page_is_told_in_one_sentence(opened: Opened, client: Client) -> None:
    opened.world.sign_in(client, "agriculture.first_head")
    answer = part_of_a_page(opened, client)
    assert answer.status_code == 403
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "<" not in answer.content.decode()


def test_a_page_from_before_the_sign_in_gets_the_token_of_now(opened: Opened) -> None:
    client = Client(enforce_csrf_checks=True)
    opened.world.sign_in(client, "agriculture.preparer")
    answer = part_of_a_page(opened, client, Origin="http://testserver")
    assert (answer.status_code, answer["Sarap-Renew"]) == (403, "yes")
    token = client.get(reverse("session_state"), headers={"HX-Request": "true"}).json()["token"]
    address = reverse("report_value", args=[opened.report("agriculture", 1).pk]) + "?place=goals_planned"
    sent = {**TYPED, "csrfmiddlewaretoken": token}
    assert client.post(address, sent, headers={"HX-Request": "true"}).status_code == 200
