"""The walk's end: final conclusions, overall evaluation, the Commission's report, publication (c46, c49, c51, c53)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from blocks import actions as blocks
from blocks.models import Conclusion, ConclusionState
from commission import actions as commission
from commission.models import PublicationItem
from commission.selectors import scopes_of
from config.walk.core import Core, Step
from evaluation.models import Office, Role
from schedule.milestones import Milestone

SUMMARY = {
    "kk": "Комиссия мемлекеттік органдар қызметінің {year} жылғы тиімділігін бағалау нәтижелерін қарады. "
    "Барлық дерек – оқу үлгісі.",
    "ru": "Комиссия рассмотрела результаты оценки эффективности деятельности государственных органов за {year} год. "
    "Все данные учебные.",
    "en": "The Commission has considered the results of the evaluation of state bodies for {year}. "
    "All data are for practice.",
}
#: Whose results the demo withholds, and why: the page shows that they are withheld, and no number.
WITHHELD = "ministry-of-defence"
WITHHELD_BECAUSE = {
    "kk": "Қызметтік ақпаратты қорғау режимі (Жүйенің 9-тармағының 5) тармақшасы), оқу мысалы",
    "ru": "Режим защиты служебной информации (подпункт 5) пункта 9 Системы), учебный пример",
    "en": "Protection of official information (point 9.5 of the System), a practice example",
}


def after_appeals(walk: Core) -> Iterator[Step]:
    """Final conclusions go to state planning, and from there to the working body."""
    legal = walk.last_day(Milestone.AFTER_APPEALS)
    stands_at = walk.stands_at
    if stands_at is None:
        walk.at(legal - timedelta(days=2), 10)
    else:
        walk.stand(stands_at - timedelta(days=1))
    delivered = Conclusion.objects.filter(cycle=walk.cycle, state=ConclusionState.DELIVERED).select_related(
        "lead"
    )
    final = [c for c in delivered if walk.goes_through("final", c.body_id, c.block)]
    for conclusion in final:
        blocks.finalise_conclusion(conclusion, walk.people.of(Office.APPROVER, conclusion.lead))
    what = "final conclusions sent to state planning"
    yield walk.step(what, "c46", "approvers of the leads", legal, f"{len(final)}")
    legal = walk.last_day(Milestone.BLOCK_CONCLUSIONS)
    coordinator = walk.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
    if stands_at is None:
        walk.at(legal - timedelta(days=3), 10)
    handed = [
        c
        for c in Conclusion.objects.filter(cycle=walk.cycle, state=ConclusionState.FINAL)
        if walk.goes_through("handed_over", c.body_id, c.block)
    ]
    for conclusion in handed:
        blocks.hand_over_conclusion(conclusion, coordinator)
    what = "block conclusions brought to the working body"
    yield walk.step(what, "c49", coordinator.username, legal, f"{len(handed)}")


def overall(walk: Core) -> Iterator[Step]:
    """State planning computes and brings the overall evaluation; its own is made by the working body (c9.2)."""
    legal = walk.last_day(Milestone.OVERALL)
    walk.at(legal - timedelta(days=4), 10)
    coordinator = walk.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
    working_body = walk.people.in_role(Office.WORKING_BODY, Role.WORKING_BODY)
    planning = walk.people.body(Role.STATE_PLANNING)
    scopes = scopes_of(walk.cycle)
    for scope in scopes:
        by = working_body if scope.body_id == planning.pk else coordinator
        commission.submit_overall(commission.compute_overall(walk.cycle, scope.body, by), by)
    what = "overall evaluation computed and brought to the working body"
    yield walk.step(what, "c11, c49", coordinator.username, legal, f"{len(scopes)} bodies")


def to_president(walk: Core) -> Iterator[Step]:
    """The Commission adopts its report and submits the results to the President."""
    legal = walk.last_day(Milestone.PRESIDENT)
    day = legal - timedelta(days=6)
    walk.at(day, 10)
    working_body = walk.people.in_role(Office.WORKING_BODY, Role.WORKING_BODY)
    member = walk.people.anyone(Office.COMMISSION_MEMBER)
    words = {language: text.format(year=walk.year) for language, text in SUMMARY.items()}
    report = commission.draw_up_report(walk.cycle, working_body, words, f"{walk.year % 100}-3", day)
    report = commission.adopt_report(report, member)
    walk.at(legal - timedelta(days=2), 10)
    commission.send_report(report, working_body)
    what = "Commission's report adopted and submitted to the President"
    yield walk.step(what, "c51", working_body.username, legal, "submitted")


def publish(walk: Core) -> Iterator[Step]:
    """State planning proposes, the working body agrees, everybody reads; one body's results are withheld."""
    coordinator = walk.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
    working_body = walk.people.in_role(Office.WORKING_BODY, Role.WORKING_BODY)
    walk.at(date(walk.year + 1, 7, 24), 10)
    publication = commission.prepare_publication(walk.cycle, coordinator)
    for item in publication.items.filter(overall__body__slug=WITHHELD):
        commission.withhold_item(item, coordinator, True, WITHHELD_BECAUSE)
    publication = commission.propose_publication(publication, coordinator)
    walk.at(date(walk.year + 1, 7, 29), 10)
    publication = commission.clear_publication(publication, working_body)
    walk.at(date(walk.year + 1, 8, 1), 9)
    commission.publish_results(publication, coordinator)
    items = PublicationItem.objects.filter(publication=publication, withheld=False).count()
    what = "results agreed by the working body and published"
    yield walk.step(what, "c53", coordinator.username, None, f"{items} bodies")
