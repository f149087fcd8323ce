"""Rows of methodologies, the opening of the year, reports and their documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from engine.manifest import STATEMENTS
from evaluation import clock
from evaluation.identity_numbers import synthetic
from methodologies import actions
from reports import actions as report_actions
from reports.actions import submit_workbook
from reports.models import Report, Signatory, TrustedAuthority
from reports.selectors import read_sheet
from reports.selectors.signoff import shown_mark
from tests.whole.access_matrix import LOGIN, NO_OFFICE, OTHERS, VISITOR, Row
from tests.worlds import certificates
from tests.worlds.filled_workbooks import filled_in
from tests.worlds.opened import NOVEMBER, Opened, prepare_year, shipped_document
from tests.worlds.world import World

PUBLIC = {OTHERS: 200}
PREPARER = "agriculture.preparer"
HEAD = "agriculture.first_head"
COORDINATOR = "economy.coordinator"
WORKING_BODY = "commission.working_body"
#: Those of the cast who see agriculture's reports besides its own people: its evaluators, and who oversees.
EVALUATORS = (
    "finance.evaluator",
    "finance.approver",
    "civil-service.evaluator",
    "communications.special_commission_member",
)
#: Those who raise the label of a document of agriculture that is handed over: its evaluators and approvers.
RAISERS = ("finance.evaluator", "finance.approver", "civil-service.evaluator")
#: A report's workbook is for its own people: others stop at the door, or find no such page.
AT_WORKBOOK = {
    OTHERS: 403, VISITOR: LOGIN, PREPARER: 200, HEAD: 200, "culture.preparer": 404, "culture.first_head": 404,
}  # fmt: skip
SIGHT = (PREPARER, HEAD, *EVALUATORS, COORDINATOR, WORKING_BODY, "commission.auditor")
STRANGERS = ("culture.preparer", "culture.first_head", "chancellery.evaluator")
#: The offices that see no report at all stop at the door.
AT_REPORTS = {OTHERS: 403, VISITOR: LOGIN, **dict.fromkeys(SIGHT, 200)}
OF_AGRICULTURE = {**AT_REPORTS, **dict.fromkeys(STRANGERS, 404)}
#: A move of a report: whoever sees it is told that it is not theirs; to all others there is no such page.
MOVE = {OTHERS: 404, VISITOR: LOGIN, **dict.fromkeys(SIGHT, 403)}
#: What the body has not handed over is its own (c40).
OWN_DOCUMENT = {OTHERS: 404, VISITOR: LOGIN, NO_OFFICE: 404, PREPARER: 200, HEAD: 200}
AT_METHODOLOGIES = {
    OTHERS: 403,
    VISITOR: LOGIN,
    **dict.fromkeys(("finance.methodologist", "finance.approver", COORDINATOR, WORKING_BODY), 200),
}
#: A draft of block 2 is nothing to the methodologists of other blocks.
AT_DRAFT_2 = {
    **AT_METHODOLOGIES,
    "finance.methodologist": 404,
    "finance.approver": 404,
    "economy.methodologist": 404,
    "civil-service.methodologist": 200,
    "legal-statistics.methodologist": 200,
}
ADMINISTRATOR = {OTHERS: 403, VISITOR: LOGIN, "economy.administrator": 200}
AT_CYCLE = {OTHERS: 403, VISITOR: LOGIN, COORDINATOR: 200, WORKING_BODY: 200}


def an_authority(world: World) -> list[int]:
    pem = certificates.root().certificate.public_bytes(Encoding.PEM).decode()
    made = TrustedAuthority.objects.create(kind="demo", certificate=pem, valid_from=date(2010, 1, 1))
    return [made.pk]


def a_signatory(world: World) -> list[int]:
    made = Signatory.objects.create(
        body=world.body("culture"),
        user=world.person("culture.first_head"),
        iin=synthetic(1),
        valid_from=date(2010, 1, 1),
    )
    return [made.pk]


def a_report(year: Opened) -> list[int]:
    return [year.report("agriculture", 1).pk]


def a_submission(year: Opened) -> list[int]:
    """A workbook that the preparer uploaded and that waits for their word: a value in it differs."""
    report = year.report("agriculture", 1)
    data = filled_in(report, goals_planned=8)
    upload = submit_workbook(report, year.person(PREPARER), "report.xlsx", data)
    return [report.pk, upload.submission.pk]


def handed(year: Opened) -> list[int]:
    return [year.hand(year.report("agriculture", 1)).pk]


def signed(year: Opened) -> list[int]:
    return [year.sign(year.report("agriculture", 1)).pk]


def laid_down(year: Opened) -> list[int]:
    (number,) = handed(year)
    report_actions.freeze_manifest(Report.objects.get(pk=number), year.person(HEAD))
    return [number]


def seen(_world: World) -> dict[str, Any]:
    """The revision at which the form was opened, what warned then, the statements and a reason for whoever needs them."""
    report = Report.objects.get(body__slug="agriculture", block=1)
    statements = dict.fromkeys(STATEMENTS, "on")
    return {
        "revision": report.revision,
        "shown": shown_mark(read_sheet(report)),
        **statements,
        "way": "second_factor",
        "reason": "No document.",
    }


def a_document(year: Opened) -> list[int]:
    return [year.document("agriculture").pk]


def a_document_handed_to_the_head(year: Opened) -> list[int]:
    handed(year)
    return a_document(year)


def a_signed_document(year: Opened) -> list[int]:
    signed(year)
    return a_document(year)


def submitted(world: World) -> list[int]:
    author = world.person("civil-service.methodologist")
    with clock.frozen(NOVEMBER):
        draft = actions.import_methodology(world.cycle, shipped_document("2"), author)
        return [actions.submit_methodology(draft, author).pk]


def submitted_to_agree(world: World) -> list[object]:
    return [*submitted(world), "agree"]


def ready(world: World) -> list[int]:
    return [prepare_year(world).year]


ROWS = [
    Row("methodologies", PUBLIC),
    Row("methodology", PUBLIC, args=[2018, "1"], on="opened"),
    Row(
        "methodology", {VISITOR: 404, PREPARER: 404, COORDINATOR: 404}, args=[2018, "1"], note="none in force"
    ),
    Row("methodologies_desk", AT_METHODOLOGIES),
    Row(
        "methodologies_desk",
        {**AT_METHODOLOGIES, **dict.fromkeys((k for k, v in AT_METHODOLOGIES.items() if v == 200), 422)},
        "POST",
    ),
    Row("methodology_desk", AT_DRAFT_2, args=submitted),
    Row(
        "methodology_move",
        {
            **AT_DRAFT_2,
            COORDINATOR: 302,
            WORKING_BODY: 403,
            "civil-service.methodologist": 403,
            "legal-statistics.methodologist": 403,
        },
        "POST",
        args=submitted_to_agree,
        data={"revision": "1"},
    ),
    Row("cycle", AT_CYCLE, args=ready),
    Row("cycle", {**AT_CYCLE, COORDINATOR: 302, WORKING_BODY: 403}, "POST", args=ready),
    Row("reports", {**AT_REPORTS, **dict.fromkeys(STRANGERS, 200)}),
    Row("report_tasks", OF_AGRICULTURE, args=[2018, "agriculture"], on="opened"),
    Row("report", OF_AGRICULTURE, args=a_report, on="opened"),
    Row("report", OF_AGRICULTURE, args=a_report, on="opened", query="section=1.1.1"),
    Row("report", OF_AGRICULTURE, args=a_report, on="opened", query="check=1"),
    Row(
        "report",
        {**OF_AGRICULTURE, **dict.fromkeys(SIGHT, 403), PREPARER: 302},
        "POST",
        args=a_report,
        on="opened",
    ),
    Row("report_documents", OF_AGRICULTURE, args=a_report, on="opened"),
    Row(
        "report_documents",
        {**OF_AGRICULTURE, **dict.fromkeys(SIGHT, 403), PREPARER: 422},
        "POST",
        args=a_report,
        on="opened",
    ),
    Row(
        "report_value",
        {OTHERS: 403, VISITOR: LOGIN, "culture.preparer": 404, PREPARER: 200},
        "POST",
        args=a_report,
        on="opened",
        query="place=goals_planned",
    ),
    Row("report_workbook", AT_WORKBOOK, args=a_report, on="opened"),
    Row("report_workbook", {**AT_WORKBOOK, PREPARER: 422, HEAD: 422}, "POST", args=a_report, on="opened"),
    Row("report_workbook_file", AT_WORKBOOK, args=lambda year: [*a_report(year), "kk"], on="opened"),
    Row("report_schema", AT_WORKBOOK, args=a_report, on="opened"),
    Row("submission", AT_WORKBOOK, args=a_submission, on="opened"),
    Row("submission_json", AT_WORKBOOK, args=a_submission, on="opened"),
    Row(
        "submission",
        {**AT_WORKBOOK, PREPARER: 302, HEAD: 403},
        "POST",
        args=a_submission,
        on="opened",
        data={"take": "goals_planned"},
    ),
    *[
        Row(
            "document_page",
            outcomes,
            "POST",
            args=args,
            on="opened",
            data={
                "title": "Another name",
                "source_kind": "1",
                "confidentiality": "official_use",
                "legal_ground": "Order No. 5",
                "seen": "?",
            },
            note=note,
        )
        for outcomes, args, note in (
            # its author; the others of the supplying body, whose own form was opened before
            ({**OWN_DOCUMENT, PREPARER: 302, HEAD: 409}, a_document, "of a draft"),
            (
                {**OWN_DOCUMENT, **dict.fromkeys(SIGHT, 403), PREPARER: 409, HEAD: 409},
                a_signed_document,
                "signed",
            ),
        )
    ],
    Row(
        "document_page",
        {**OWN_DOCUMENT, **dict.fromkeys(SIGHT, 403), **dict.fromkeys(RAISERS, 302)},
        "POST",
        args=a_signed_document,
        on="opened",
        data={"raise_label": "yes", "reason": "Order No. 5"},
        note="raised",
    ),
    Row("report_hand", {**MOVE, PREPARER: 302}, "POST", args=a_report, on="opened"),
    Row("report_take_back", {**MOVE, PREPARER: 302}, "POST", args=handed, on="opened"),
    Row(
        "report_sign",
        {**MOVE, HEAD: 302, "culture.first_head": 404},
        "POST",
        args=handed,
        on="opened",
        data=seen,
    ),
    Row(
        # without the mark of the warnings that the page showed nothing is signed
        "report_sign",
        {**MOVE, HEAD: 409, "culture.first_head": 404},
        "POST",
        args=handed,
        on="opened",
        data=lambda world: seen(world) | {"shown": ""},
        note="warnings not shown",
    ),
    Row("admin:reports_trustedauthority_changelist", ADMINISTRATOR),
    Row("admin:reports_trustedauthority_add", ADMINISTRATOR),
    Row("admin:reports_trustedauthority_change", ADMINISTRATOR, args=an_authority),
    Row("admin:reports_signatory_changelist", ADMINISTRATOR),
    Row("admin:reports_signatory_add", ADMINISTRATOR),
    Row("admin:reports_signatory_change", ADMINISTRATOR, args=a_signatory),
    Row("report_sign", {**MOVE, HEAD: 200, "culture.first_head": 404}, args=handed, on="opened"),
    Row(
        "report_signature",
        {**MOVE, HEAD: 422, "culture.first_head": 404},
        "POST",
        args=handed,
        on="opened",
        data=seen,
    ),
    Row("report_manifest", OWN_DOCUMENT, args=laid_down, on="opened", note="laid down"),
    *[
        Row(view, {**OWN_DOCUMENT, **dict.fromkeys(SIGHT, 200)}, args=signed, on="opened", note="signed")
        for view in ("report_manifest", "report_certificate")
    ],
    Row("report_certificate", {OTHERS: 404, VISITOR: LOGIN}, args=handed, on="opened", note="not signed"),
    Row("report_signature_file", {OTHERS: 404, VISITOR: LOGIN}, args=signed, on="opened"),
    Row(
        "report_send_back",
        {**MOVE, HEAD: 302, "culture.first_head": 404},
        "POST",
        args=handed,
        on="opened",
        data=seen,
    ),
    Row(
        "report_accept",
        {**MOVE, "finance.evaluator": 302, "economy.evaluator": 302, "chancellery.evaluator": 404},
        "POST",
        args=signed,
        on="opened",
    ),
    Row(
        "report_return",
        {**MOVE, "finance.evaluator": 302, "economy.evaluator": 302, "chancellery.evaluator": 404},
        "POST",
        args=signed,
        on="opened",
        data=seen,
    ),
    *[
        Row(move, {OTHERS: 405, VISITOR: LOGIN}, args=[1])
        for move in (
            "report_hand",
            "report_take_back",
            "report_send_back",
            "report_signature",
            "report_accept",
            "report_return",
        )
    ],
    *[
        Row(view, outcomes, args=args, on="opened", note=note)
        for view in ("document", "document_view", "document_page")
        for outcomes, args, note in (
            (OWN_DOCUMENT, a_document, "of a draft"),
            (OWN_DOCUMENT, a_document_handed_to_the_head, "awaiting signature"),
            ({**OWN_DOCUMENT, **dict.fromkeys(SIGHT, 200)}, a_signed_document, "signed"),
        )
    ],
]
