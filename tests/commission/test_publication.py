"""Publication: cleared one by one, agreed by the working body, after the President; a withheld result has no number."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from commission import actions
from commission.models import Publication, PublicationItem
from commission.readiness import readiness
from commission.withholding import grounds
from evaluation.models import JournalEntry
from evaluation.presentation import decimal_text
from tests.worlds.appeals import refused
from tests.worlds.commission import (
    COORDINATOR,
    MEMBER,
    WORKING_BODY,
    Concluded,
    concluded,
)
from tests.worlds.elements import element, named, texts
from tests.worlds.pages import page
from tests.worlds.published import REASONS

__all__ = ["concluded"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def item_of(concluded: Concluded, slug: str) -> PublicationItem:
    return PublicationItem.objects.get(publication__cycle=concluded.cycle, overall__body__slug=slug)


@pytest.mark.clause("c53", "c51")
def test_nothing_is_published_before_the_president_has_the_results(concluded: Concluded) -> None:
    concluded.submit_all()
    cleared = concluded.cleared()
    coordinator = concluded.person(COORDINATOR)
    refusal = refused(lambda: actions.publish_results(cleared, coordinator))
    assert (refusal.code, refusal.clause) == ("early", "c51, c53")
    shown = page(concluded.client(COORDINATOR), "/en/desk/publication/2018/")
    (early,) = texts(shown, ".alert-text")
    assert early.startswith("The Commission has not submitted the results to the President yet.")
    report = actions.adopt_report(concluded.drawn_up(), concluded.person(MEMBER))
    actions.send_report(report, concluded.person(WORKING_BODY))
    assert actions.publish_results(cleared, coordinator).state == "published"


@pytest.mark.clause("c53")
def test_no_body_is_left_out_in_silence(concluded: Concluded) -> None:
    """A list drawn up before every overall evaluation is in is not proposed; drawn up again, it is whole."""
    coordinator, working_body = concluded.makers()
    first = concluded.world.body("agriculture")
    actions.submit_overall(actions.compute_overall(concluded.cycle, first, coordinator), coordinator)
    publication = actions.prepare_publication(concluded.cycle, coordinator)
    refusal = refused(lambda: actions.propose_publication(publication, coordinator))
    assert (refusal.code, refusal.clause) == ("incomplete", "c53, c9.5")
    lacking = {fault.sentence for fault in refusal.faults}
    assert "Минсельхоз" not in lacking
    assert {"Минкультуры", "МНЭ"} <= lacking
    shown = page(concluded.client(COORDINATOR), "/en/desk/publication/2018/")
    (lacking_said,) = texts(shown, ".alert-text")
    assert lacking_said.startswith("The list lacks evaluated bodies: 7.")
    for maker in (coordinator, working_body):
        left = [line.body for line in readiness(concluded.cycle, maker) if line.mine and not line.submitted]
        assert not actions.compute_overalls(concluded.cycle, left, maker).refused
        found = [line.overall for line in readiness(concluded.cycle, maker) if line.mine and line.submittable]
        assert not actions.submit_overalls([one for one in found if one], maker).refused
    shown = page(concluded.client(COORDINATOR), "/en/desk/publication/2018/")
    assert "Take in what has come since" in texts(shown, "form.panel button"), "the list still lacks them"
    whole = actions.prepare_publication(concluded.cycle, coordinator)
    assert actions.propose_publication(whole, coordinator).state == "proposed"


@pytest.mark.clause("c53")
def test_only_the_working_body_agrees_and_it_may_return_the_list(concluded: Concluded) -> None:
    concluded.submit_all()
    coordinator, working_body = concluded.makers()
    publication = actions.prepare_publication(concluded.cycle, coordinator)
    proposed = actions.propose_publication(publication, coordinator)
    assert refused(lambda: actions.clear_publication(proposed, coordinator)).code == "right"
    assert refused(lambda: actions.publish_results(proposed, coordinator)).code == "state"
    assert refused(lambda: actions.send_back_publication(proposed, working_body, " ")).code == "incomplete"
    returned = actions.send_back_publication(proposed, working_body, "Culture's results are classified.")
    assert returned.state == "draft"
    entry = JournalEntry.objects.get(act="publication.send_back")
    assert entry.details["reason"] == "Culture's results are classified."


@pytest.mark.clause("c9.5")
def test_withholding_needs_its_reason_in_three_languages_and_ends_with_the_draft(
    concluded: Concluded,
) -> None:
    concluded.submit_all()
    coordinator = concluded.person(COORDINATOR)
    publication = actions.prepare_publication(concluded.cycle, coordinator)
    item = item_of(concluded, "culture")
    refusal = refused(lambda: actions.withhold_item(item, coordinator, True, {"ru": "Тайна"}))
    assert (refusal.code, refusal.clause) == ("incomplete", "c9.5")
    assert [fault.field for fault in refusal.faults] == [f"reason_kk-{item.pk}", f"reason_en-{item.pk}"]
    assert actions.withhold_item(item, coordinator, True, REASONS).withheld
    assert actions.withhold_item(item, coordinator, False, {}).reason_ru == ""
    actions.propose_publication(publication, coordinator)
    assert refused(lambda: actions.withhold_item(item, coordinator, True, REASONS)).code == "state"


@pytest.mark.clause("c9.5", "c53")
def test_a_withheld_result_has_no_number_anywhere(concluded: Concluded) -> None:
    concluded.sent()
    coordinator = concluded.person(COORDINATOR)
    actions.prepare_publication(concluded.cycle, coordinator)
    actions.withhold_item(item_of(concluded, "culture"), coordinator, True, REASONS)
    actions.publish_results(concluded.cleared(), coordinator)
    overall = concluded.overall("culture")
    digits = f"{overall.score.normalize():f}"
    desk = page(concluded.client(COORDINATOR), "/ru/desk/publication/2018/")
    line = named(desk, "tbody tr", "Минкультуры")
    assert REASONS["ru"] in line.text
    assert decimal_text(overall.score, "ru", 1) not in line.text
    visitor = Client()
    body = page(visitor, "/en/bodies/culture/")
    lead = element(body, ".lead").text
    assert lead.startswith(f"The results for 2018 are withheld: {REASONS['en']}")
    assert decimal_text(overall.score, "en", 1) not in body
    for name in ("results.json", "results.csv"):
        content = page(visitor, f"/en/results/2018/{name}")
        told = next(line for line in content.replace("},", "},\n").splitlines() if "culture" in line)
        assert digits not in told
    why = element(page(visitor, "/en/results/2018/"), "tr.withheld .withheld-why").text
    assert why.startswith(f"withheld {REASONS['en']}")


@pytest.mark.clause("c53")
def test_publication_by_clicking(concluded: Concluded) -> None:
    concluded.sent()
    coordinator, working_body = concluded.client(COORDINATOR), concluded.client(WORKING_BODY)
    here = "/en/desk/publication/2018/"
    assert coordinator.post(f"{here}prepare/").status_code == 302
    item = item_of(concluded, "culture")
    half = coordinator.post(f"{here}item/{item.pk}/", {"reason_ru": "Тайна", "withhold": "1"})
    assert half.status_code == 422
    assert element(half, f"#id_{item.pk}_reason_ru")["value"] == "Тайна"
    given = {f"reason_{code}": text for code, text in REASONS.items()}
    assert coordinator.post(f"{here}item/{item.pk}/", {**given, "withhold": "1"}).status_code == 302
    publication = Publication.objects.get()
    assert coordinator.post(f"{here}propose/", {"revision": publication.revision}).status_code == 302
    publication.refresh_from_db()
    turns = texts(page(working_body, "/en/desk/"), ".turn-title")
    assert "Agree to the publication of the results for 2018" in turns
    stale = working_body.post(f"{here}clear/", {"revision": publication.revision - 1})
    assert stale.status_code == 409
    assert working_body.post(f"{here}clear/", {"revision": publication.revision}).status_code == 302
    publication.refresh_from_db()
    assert "Publish the results for 2018" in texts(page(coordinator, "/en/desk/"), ".turn-title")
    assert coordinator.post(f"{here}publish/", {"revision": publication.revision}).status_code == 302
    read = texts(page(coordinator, here), ".alert-text p")
    assert read[-1].startswith("Anyone reads the results in Kazakh, Russian and English.")


@pytest.mark.clause("c53")
def test_the_working_body_returns_it_with_its_reason_by_clicking(concluded: Concluded) -> None:
    concluded.submit_all()
    coordinator = concluded.person(COORDINATOR)
    proposed = actions.propose_publication(
        actions.prepare_publication(concluded.cycle, coordinator), coordinator
    )
    client, here = concluded.client(WORKING_BODY), "/en/desk/publication/2018/return/"
    assert client.post(here, {"revision": proposed.revision, "reason": ""}).status_code == 422
    assert client.post(here, {"revision": proposed.revision, "reason": "Look at culture."}).status_code == 302
    assert Publication.objects.get().state == "draft"


def test_the_database_refuses_publication_by_hand(concluded: Concluded) -> None:
    concluded.submit_all()
    publication = actions.prepare_publication(concluded.cycle, concluded.person(COORDINATOR))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE commission_publication SET state = 'published' WHERE id = %s", [publication.pk]
        )


@pytest.mark.clause("c9.5")
def test_a_ground_in_law_is_chosen_from_the_list(concluded: Concluded) -> None:
    concluded.sent()
    client = concluded.client(COORDINATOR)
    here = "/en/desk/publication/2018/"
    client.post(f"{here}prepare/")
    item = item_of(concluded, "culture")
    address = f"{here}item/{item.pk}/"
    assert client.post(address, {"ground": "invented", "withhold": "1"}).status_code == 422
    assert client.post(address, {"ground": "state_secrets", "withhold": "1"}).status_code == 302
    item.refresh_from_db()
    ground = next(one for one in grounds() if one.code == "state_secrets")
    assert {code: getattr(item, f"reason_{code}") for code in ("kk", "ru", "en")} == ground.words
    line = element(page(client, here), f"#item-{item.pk}")
    assert line.one("select option[selected]").get("value") == "state_secrets"
    assert line.all("details details[open]") == []


def test_every_ground_fits_its_column_in_three_languages() -> None:
    assert len(grounds()) == len({ground.code for ground in grounds()}) == 4
    for ground in grounds():
        assert all(0 < len(ground.words[code]) <= 300 for code in ("kk", "ru", "en"))
