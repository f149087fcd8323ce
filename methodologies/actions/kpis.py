"""The verb of the list of key performance indicators: its approval by order (c22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.acting import note, refuse_without_right
from evaluation.models import Body, Cycle, User
from evaluation.refusals import FieldFault, Refusal
from methodologies.models import KeyPerformanceIndicator


def approve_kpis(
    cycle: Cycle,
    by: User,
    rows: Sequence[Mapping[str, Any]],
    order_number: str,
    order_date: date | None,
) -> list[KeyPerformanceIndicator]:
    """Approve the year's list of key performance indicators by order of the Head of the Administration (c22).

    A row: body (Body or its address), code, names {kk, ru, en}, unit, better ("higher" or "lower"), weight, plan.
    The list replaces the one before it until the evaluation opens; afterwards a list that stands stays.
    """
    with transaction.atomic():
        locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
        refuse_without_right(by, "methodologies.approve_kpis", locked, "c22")
        standing = KeyPerformanceIndicator.objects.filter(cycle=locked)
        if locked.opened_at is not None and standing.exists():
            raise Refusal(
                "state",
                _(
                    "The evaluation for %(year)s is open with its list of indicators; the list no longer changes."
                )
                % {"year": locked.year},
                clause="c22",
            )
        made, faults = _kpis(locked, rows, order_number.strip(), order_date)
        if faults:
            raise Refusal(
                "invalid",
                _("The list is not approved: %(count)s places need mending.") % {"count": len(faults)},
                clause="c22",
                faults=faults,
            )
        standing.delete()
        found = KeyPerformanceIndicator.objects.bulk_create(made)
        note(
            locked,
            "approve_kpis",
            by,
            "c22",
            details={"count": len(found), "order": order_number.strip(), "date": str(order_date)},
        )
    return found


def _kpis(
    cycle: Cycle, rows: Sequence[Mapping[str, Any]], order_number: str, order_date: date | None
) -> tuple[list[KeyPerformanceIndicator], list[FieldFault]]:
    """The rows as records, and what is wrong with them: "rows.<number>.<field>", counted from 1."""
    faults: list[FieldFault] = []
    if not order_number or order_date is None:
        faults.append(FieldFault("order_number", _("Give the number and date of the order.")))
    elif order_date > clock.today():
        faults.append(FieldFault("order_date", _("This day has not come yet.")))
    if not rows:
        faults.append(FieldFault("rows", _("The list is empty.")))
    bodies = {body.slug: body for body in Body.objects.all()}
    met: set[tuple[int, str]] = set()
    made = []
    for number, row in enumerate(rows, start=1):

        def fault(field: str, sentence: str, number: int = number) -> None:
            faults.append(
                FieldFault(
                    f"rows.{number}.{field}",
                    _("Row %(number)s: %(what)s") % {"number": number, "what": sentence},
                )
            )

        given = row.get("body")
        body = given if isinstance(given, Body) else bodies.get(str(given or ""))
        code, names = str(row.get("code") or ""), row.get("names") or row.get("name") or {}
        weight, plan = _decimal(row.get("weight")), _decimal(row.get("plan"))
        if body is None:
            fault("body", _("no such body: “%(body)s”.") % {"body": given or ""})
        if not code or slugify(code) != code.lower():
            fault("code", _("give a code of Latin letters, digits and hyphens."))
        if body is not None and (body.pk, code) in met:
            fault("code", _("the code “%(code)s” stands twice for this body.") % {"code": code})
        if any(not str(names.get(language) or "").strip() for language in ("kk", "ru", "en")):
            fault("names", _("name the indicator in Kazakh, Russian and English."))
        if row.get("better") not in ("higher", "lower"):
            fault("better", _("say which is better: higher or lower."))
        if weight is None or weight <= 0:
            fault("weight", _("the weight is a number above 0."))
        if plan is None:
            fault("plan", _("the plan is a number."))
        if body is None or weight is None or plan is None or order_date is None:
            continue
        met.add((body.pk, code))
        record = KeyPerformanceIndicator(
            cycle=cycle,
            body=body,
            code=code,
            unit=str(row.get("unit") or ""),
            better=str(row.get("better") or ""),
            weight=weight,
            plan=plan,
            order_number=order_number,
            order_date=order_date,
            **{f"name_{language}": str(names.get(language) or "").strip() for language in ("kk", "ru", "en")},
        )
        try:
            record.clean_fields(exclude=["cycle", "body", "code", "better", "name_kk", "name_ru", "name_en"])
        except ValidationError as error:  # more digits or letters than the list can hold
            for field, sentences in error.message_dict.items():
                fault(field, " ".join(sentences))
        made.append(record)
    return made, faults


def _decimal(value: Any) -> Decimal | None:
    """The value as a Decimal; None for what is no finite number. A float is read as it is written."""
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
