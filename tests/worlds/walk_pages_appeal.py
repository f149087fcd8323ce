"""The clicked year's appeal: the body objects, the special commission decides, the lead corrects (c57-c61)."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import expect

from appeals.models import Objection, Seat
from appeals.selectors import took_part
from config.walk.appealing import disputable
from evaluation.models import Office, Role
from tests.worlds.walk_pages import BLOCK, BODY, YEAR, Visitor, clicked_conclusion


def clicked_objection() -> Objection:
    return Objection.objects.select_related("authority", "conclusion", "body").get(
        body__slug=BODY, conclusion__block=BLOCK, conclusion__cycle__year=YEAR
    )


def claimed_in_the_objection() -> tuple[str, str, Decimal]:
    """Indicator, item and claimed value: what the clicked body disputes."""
    place = disputable(clicked_conclusion())
    assert place is not None
    return place


def body_objects(visitor: Visitor) -> None:
    walk, conclusion, page = visitor.year, clicked_conclusion(), visitor.page
    assert conclusion.received_at is not None
    walk.at(conclusion.received_at.date())
    indicator, item, claimed = claimed_in_the_objection()
    visitor.sign_in(walk.people.of(Office.FIRST_HEAD, conclusion.body))
    with visitor.act("object to one value with a new document, and file the objection"):
        visitor.reach(f"desk/conclusions/{conclusion.pk}/")
        page.get_by_role("link", name="Object", exact=True).click()
        visitor.look("objection-new")
        visitor.click("Begin the objection")
        page.locator("#id_value").select_option(f"{indicator}|{item}||")
        page.locator("#id_claimed").fill(str(claimed))
        page.locator("#id_argument").fill("The document shows another value (practice).")
        page.locator("#id_upload").set_input_files(
            {"name": "proof.txt", "mimeType": "text/plain", "buffer": b"Practice document of the body\n"}
        )
        visitor.click("Save the point")
        visitor.look("objection-draft")
        visitor.click("File the objection")
    assert clicked_objection().state == "filed"


def commission_decides(visitor: Visitor) -> None:
    walk, page, objection = visitor.year, visitor.page, clicked_objection()
    approver = walk.people.of(Office.APPROVER, objection.authority)
    chair, member = walk.people.all(Office.SPECIAL_COMMISSION_MEMBER, objection.authority)[:2]
    took = frozenset(took_part(objection.body_id, YEAR))
    working_body = walk.people.of(Office.WORKING_BODY, walk.people.body(Role.WORKING_BODY), not_one_of=took)
    visitor.sign_in(approver)
    with visitor.act("form a special commission of three and hand the objection to it"):
        visitor.reach(f"desk/objections/{objection.pk}/")
        for user, seat in ((chair, Seat.CHAIR), (member, Seat.MEMBER), (working_body, Seat.WORKING_BODY)):
            page.locator(f'select[name="seat-{user.pk}"]').select_option(seat.value)
        visitor.click("Form the special commission")
        visitor.click("Hand to the special commission")

    visitor.sign_in(chair)
    with visitor.act("decide an objection of one point"):
        visitor.reach(f"desk/objections/{objection.pk}/")
        visitor.look("objection", "ru")
        point = objection.points.get()
        page.locator(f'input[name="outcome-{point.pk}"][value="accepted"]').check()
        page.locator(f'textarea[name="decision-{point.pk}"]').fill("The document proves it (practice).")
        visitor.click("Record the commission's decision")
    assert clicked_objection().state == "accepted"


def lead_corrects(visitor: Visitor) -> None:
    walk, objection = visitor.year, clicked_objection()
    visitor.sign_in(walk.people.of(Office.APPROVER, objection.authority))
    with visitor.act("correct a conclusion by an accepted objection"):
        visitor.reach(f"desk/objections/{objection.pk}/")
        visitor.click("Correct the conclusion")
    visitor.look("objection-corrected")
    corrected = clicked_conclusion()
    assert (corrected.version, corrected.supersedes_id) == (2, objection.conclusion_id)
    assert corrected.score is not None
    assert objection.conclusion.score is not None
    assert corrected.score > objection.conclusion.score
    visitor.reach(f"desk/conclusions/{corrected.pk}/")
    expect(visitor.page.get_by_role("heading", name="What the correction changed")).to_be_visible()
    visitor.look("conclusion-corrected")
    code = objection.points.get().indicator
    visitor.page.locator(f'a[href$="#i-{code}"]').click()
    expect(visitor.page.get_by_text("found on appeal").first).to_be_visible()
    expect(visitor.page.get_by_role("link", name="proof.txt").first).to_be_visible()
    visitor.look("trace", "ru")
