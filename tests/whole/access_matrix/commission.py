"""Rows of the whole picture: overview, overall evaluation, the Commission's report, publication."""

from __future__ import annotations

from datetime import date

from commission.models import CommissionReportFile, OverallEvaluation, Withholding
from tests.whole.access_matrix import LOGIN, OTHERS, VISITOR, Row
from tests.worlds.opened import approve_methodology
from tests.worlds.world import NOW, World

COORDINATOR, WORKING_BODY = "economy.coordinator", "commission.working_body"
MEMBER, AUDITOR = "commission.commission_member", "commission.auditor"
HEAD = "administration.head_of_administration"
YEAR = [2018]

NOBODY = {OTHERS: 403, VISITOR: LOGIN}
WHOLE = {**NOBODY, **dict.fromkeys((COORDINATOR, WORKING_BODY, MEMBER, AUDITOR, HEAD), 200)}
LATEST = {**NOBODY, **dict.fromkeys((COORDINATOR, WORKING_BODY, MEMBER, AUDITOR, HEAD), 302)}
READS_REPORT = {**NOBODY, **dict.fromkeys((WORKING_BODY, MEMBER, AUDITOR, HEAD), 200)}
AT_PUBLICATION = {**NOBODY, **dict.fromkeys((COORDINATOR, WORKING_BODY, MEMBER, AUDITOR), 200)}
ONLY_COORDINATOR = {**NOBODY, COORDINATOR: 302}


def a_report(world: World) -> list[int]:
    from commission.actions import draw_up_report

    draw_up_report(
        world.cycle, world.person(WORKING_BODY), {"kk": "Сөз", "ru": "Слова"}, "18-3", date(2019, 2, 18)
    )
    return YEAR


def a_file(world: World) -> list[object]:
    """A file that is not built yet: those who read the report find none, the others the shut door."""
    from commission.models import CommissionReport

    a_report(world)
    CommissionReportFile.objects.create(report=CommissionReport.objects.get(), language="kk")
    return [2018, "kk"]


def a_publication(world: World) -> list[int]:
    from commission.actions import prepare_publication

    prepare_publication(world.cycle, world.person(COORDINATOR))
    return YEAR


def an_item(world: World) -> list[int]:
    from commission.models import Publication

    a_publication(world)
    overall = OverallEvaluation.objects.create(
        cycle=world.cycle,
        body=world.body("culture"),
        maker=world.body("economy"),
        methodology=approve_methodology(world, world.cycle, "overall"),
        score=80,
        degree="high",
        computed_by=world.people[COORDINATOR],
        computed_at=NOW,
    )
    return [2018, Publication.objects.get().items.create(overall=overall).pk]


APPROVER, OTHER_APPROVER = "finance.approver", "communications.approver"
AT_WITHHOLDINGS = dict.fromkeys((COORDINATOR, WORKING_BODY, MEMBER, AUDITOR, APPROVER), 200)
MAY_ASK = (COORDINATOR, WORKING_BODY, APPROVER)


def a_withholding(world: World) -> list[int]:
    """Asked for by state planning: a block of the ministry of agriculture, the ministry of finance's result."""
    made = Withholding.objects.create(
        cycle=world.cycle,
        body=world.body("agriculture"),
        authority=world.body("finance"),
        kind="block",
        block=1,
        reason="Order No. 7",
        note_kk="Жабық",
        note_ru="Закрыто",
        note_en="Closed",
        asked_by=world.people[COORDINATOR],
        asked_at=NOW,
    )
    return [made.pk]


def to_confirm(world: World) -> list[object]:
    return [*a_withholding(world), "confirm"]


def to_refuse(world: World) -> list[object]:
    return [*a_withholding(world), "refuse"]


ROWS = [
    Row("withholdings_latest", {**NOBODY, **dict.fromkeys(AT_WITHHOLDINGS, 302)}),
    Row("withholdings", {**NOBODY, **AT_WITHHOLDINGS}, args=YEAR),
    Row(
        "withholdings",
        {**NOBODY, **dict.fromkeys(MAY_ASK, 404)},
        "POST",
        args=YEAR,
        note="of no body",
    ),
    Row("withholding", {**NOBODY, **AT_WITHHOLDINGS, OTHER_APPROVER: 404}, args=a_withholding),
    Row(
        "withholding_move",
        {**NOBODY, WORKING_BODY: 302, APPROVER: 302, OTHER_APPROVER: 404},
        "POST",
        args=to_confirm,
        note="asked for by the coordinator",
    ),
    Row(
        "withholding_move",
        {**NOBODY, **dict.fromkeys(MAY_ASK, 422), OTHER_APPROVER: 404},
        "POST",
        args=to_refuse,
        note="no reason",
    ),
    Row("overview_latest", LATEST),
    Row("overall_latest", LATEST),
    Row("commission_report_latest", LATEST),
    Row("publication_latest", LATEST),
    Row("overview", WHOLE, args=YEAR),
    Row("overview_table", WHOLE, args=YEAR),
    Row("overall", WHOLE, args=YEAR),
    Row("overall_compute", {**NOBODY, COORDINATOR: 302, WORKING_BODY: 302}, "POST", args=YEAR),
    Row("overall_submit", {**NOBODY, COORDINATOR: 302, WORKING_BODY: 302}, "POST", args=YEAR),
    Row("commission_report", READS_REPORT, args=YEAR),
    Row("commission_report", READS_REPORT, args=a_report, note="drawn up"),
    Row(
        "commission_report_save",
        {**NOBODY, WORKING_BODY: 302},
        "POST",
        args=YEAR,
        data={"summary_kk": "Сөз", "summary_ru": "Слова"},
    ),
    Row("commission_report_adopt", {**NOBODY, MEMBER: 422}, "POST", args=a_report, note="overalls missing"),
    Row("commission_report_send", {**NOBODY, WORKING_BODY: 409}, "POST", args=a_report, note="not adopted"),
    Row(
        "commission_report_file",
        {**NOBODY, **dict.fromkeys((WORKING_BODY, MEMBER, AUDITOR, HEAD), 404)},
        args=a_file,
        note="not built",
    ),
    Row("publication", AT_PUBLICATION, args=YEAR),
    Row("publication", AT_PUBLICATION, args=a_publication, note="prepared"),
    Row("publication_prepare", ONLY_COORDINATOR, "POST", args=YEAR),
    Row("publication_item", {**NOBODY, COORDINATOR: 422}, "POST", args=an_item, note="no reason"),
    Row("publication_propose", {**NOBODY, COORDINATOR: 422}, "POST", args=a_publication, note="empty"),
    Row("publication_clear", {**NOBODY, WORKING_BODY: 409}, "POST", args=a_publication, note="not proposed"),
    Row("publication_return", {**NOBODY, WORKING_BODY: 422}, "POST", args=a_publication, note="no reason"),
    Row("publication_publish", {**NOBODY, COORDINATOR: 409}, "POST", args=a_publication, note="not cleared"),
]
