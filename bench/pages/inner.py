"""The pages of people who work in the portal: desks, terms, lists."""

from __future__ import annotations

from bench.measuring import Page

YEAR = 2019
PLANNING = "ministry-of-national-economy"
#: Somebody of each office, by their logins.
OFFICES = (
    "preparer.ministry-of-agriculture",
    "first-head.ministry-of-agriculture",
    f"evaluator.{PLANNING}",
    f"approver.{PLANNING}",
    f"methodologist.{PLANNING}",
    f"coordinator.{PLANNING}",
    "member.commission",
    "member.commission-working-body",
    "representative.commission-working-body",
    "special-commission.ministry-of-finance",
    "head.presidential-administration",
    "auditor.presidential-administration",
    f"administrator.{PLANNING}",
)
PREPARER, HEAD, EVALUATOR, APPROVER, _methodologist, COORDINATOR = OFFICES[:6]
WORKING_BODY = "representative.commission-working-body"

PAGES = [
    *(Page("desk", who, "/ru/desk/", 30, frames=3 if who == APPROVER else 2) for who in OFFICES),
    *(Page("terms", who, f"/ru/desk/terms/{YEAR}/", frames=4) for who in (HEAD, COORDINATOR)),
    Page("schedule", PREPARER, f"/ru/schedule/{YEAR}/", frames=2),
    *(
        Page("overview", who, f"/ru/desk/overview/{YEAR}/", 20, 4, kilobytes=300)
        for who in (COORDINATOR, WORKING_BODY)
    ),
    *(
        Page("reports", who, "/ru/desk/reports/", 22, 3, kilobytes=300)
        for who in (PREPARER, EVALUATOR, COORDINATOR)
    ),
    Page("approvals", APPROVER, f"/ru/desk/approve/{YEAR}/", kilobytes=300),
    Page("conclusions", APPROVER, "/ru/desk/conclusions/", kilobytes=300),
    Page("objections", APPROVER, "/ru/desk/objections/", kilobytes=300),
    Page("objections", HEAD, "/ru/desk/objections/", kilobytes=300),
    Page("overall", COORDINATOR, f"/ru/desk/overall/{YEAR}/", kilobytes=300),
    Page("publication", COORDINATOR, "/ru/desk/publication/2018/", kilobytes=300),
    Page("key indicators", COORDINATOR, f"/ru/desk/kpis/{YEAR}/", kilobytes=300),
    Page("routing", COORDINATOR, f"/ru/routing/{YEAR}/", kilobytes=300),
    Page("routing", "", f"/ru/routing/{YEAR}/", kilobytes=300),
    Page("bodies", "", "/ru/bodies/", kilobytes=300),
]
