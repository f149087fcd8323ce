"""The verbs of methodologies: taking in, agreeing, approving by order (c17–c20, c26, c33, c39)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engine.methodology_difference import changes
from engine.plain_document import methodology_from
from evaluation import clock
from evaluation.acting import lock, note, perform, refuse_without_right
from evaluation.changes import WatchedRow
from evaluation.models import Cycle, Membership, Office, Role, RoleHolder, User
from evaluation.refusals import FieldFault, Refusal
from methodologies import overall_gate
from methodologies.models import CO_DEVELOPERS, LEADS, Indicator, Methodology, MethodologyState, Subject
from methodologies.models.methodologies import PUBLIC_STATES
from methodologies.review import checked_document
from schedule.letters import day_of_act, write_letters

DEVELOPMENT_CLAUSES = {"1": "c17, c26", "2": "c17, c33", "3": "c17, c39", "overall": "c11, c17"}


def import_methodology(
    cycle: Cycle, document: Mapping[str, Any], by: User, *, over_draft: bool = True
) -> Methodology:
    """Take in a methodology from the interchange format, as the open draft or as the next version (c17).

    The document's cycle and version become those of the record. Raises Refusal: "invalid" with every fault at its
    path, "state" while a version is being agreed; "occupied" without ``over_draft``, when an open draft says
    something else, which would be lost.
    """
    subject = str(document.get("block", ""))
    if subject not in Subject.values:
        raise Refusal(
            "invalid",
            _("This is not a methodology of a block, nor of the overall evaluation."),
            clause="c17",
            faults=[FieldFault("block", _("Write block: 1, 2, 3 or overall."))],
        )
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        latest = Methodology.objects.filter(cycle=cycle, subject=subject).order_by("-version").first()
        record = _draft_of(cycle, subject, latest)
        clause = DEVELOPMENT_CLAUSES[subject]
        refuse_without_right(by, "methodologies.draft_methodology", record, clause)
        checked = checked_document({**document, "cycle": cycle.year, "version": record.version})
        if not over_draft and record.pk is not None:
            _refuse_other_text(record, checked)
        watched = WatchedRow(record, "digest")
        store_document(record, checked)
        note(
            record,
            "import",
            by,
            clause,
            after=record.state,
            details={
                "version": record.version,
                "digest": record.digest,
                "changed": watched.changed(),
            },
        )
    return record


def _refuse_other_text(draft: Methodology, document: Mapping[str, Any]) -> None:
    """Refuse to put a text in the place of a draft that says something else: what is written there has no other copy."""
    differing = len(changes(methodology_from(draft.document), methodology_from(document)))
    if not differing:
        return
    parts = ngettext("%(count)s part differs", "%(count)s parts differ", differing) % {"count": differing}
    raise Refusal(
        "occupied",
        _(
            "The draft for %(year)s, version %(version)s, is open and says something else than the file: %(parts)s."
        )
        % {"year": draft.cycle.year, "version": draft.version, "parts": parts},
        clause="c17",
        remedy=_(
            "To put the file in its place, tick that and choose the file once more. "
            "To keep the draft too, download it first from its page."
        ),
        faults=[FieldFault("over_draft", _("Tick it to replace the draft."))],
    )


def _draft_of(cycle: Cycle, subject: str, latest: Methodology | None) -> Methodology:
    """The draft that is open, or a new version. Refused while the latest version is with those who agree it."""
    if latest is None:
        return Methodology(cycle=cycle, subject=subject, version=1)
    if latest.state == MethodologyState.DRAFT:
        return lock(latest)
    if latest.state not in PUBLIC_STATES:
        raise Refusal(
            "state",
            _("Version %(version)s is “%(state)s”; a draft is changed only while it is with its developers.")
            % {"version": latest.version, "state": latest.get_state_display()},
            clause="c17",
            remedy=_("Ask those who agree it to return it, then take the new text in."),
        )
    return Methodology(cycle=cycle, subject=subject, version=latest.version + 1)


def store_document(record: Methodology, document: dict[str, Any]) -> None:
    """Store a checked document as the record's text, its titles and indicators with it. Call inside a transaction.

    Raises Refusal "invalid" for a title or an indicator's name that is longer than lists can hold.
    """
    _refuse_long_names(document)
    title = document["title"]
    record.document = document
    record.title_kk, record.title_ru, record.title_en = title["kk"], title["ru"], title["en"]
    record.illustrative = bool(document.get("illustrative", True))
    if record.pk is not None:
        record.revision += 1
    record.save()
    _rewrite_indicators(record)


LONGEST_TITLE, LONGEST_NAME = 300, 400


def _refuse_long_names(document: Mapping[str, Any]) -> None:
    named = [("title", document["title"], LONGEST_TITLE)]
    for direction in document.get("directions", ()):
        for criterion in direction["criteria"]:
            path = f"directions[{direction['code']}].criteria[{criterion['code']}].indicators"
            named += [
                (f"{path}[{one['code']}].name", one["name"], LONGEST_NAME) for one in criterion["indicators"]
            ]
    faults = [
        FieldFault(
            f"{path}.{language}", _("It is too long: at most %(limit)s characters.") % {"limit": limit}
        )
        for path, words, limit in named
        for language, text in words.items()
        if len(text) > limit
    ]
    if faults:
        sentence = _("The methodology is not taken in; places to mend: %(count)s.") % {"count": len(faults)}
        raise Refusal("invalid", sentence, clause="c17", faults=faults)


def _rewrite_indicators(record: Methodology) -> None:
    record.indicators.all().delete()
    Indicator.objects.bulk_create(
        Indicator(
            methodology=record,
            code=indicator["code"],
            direction=direction["code"],
            order=order,
            **{f"name_{code}": indicator["name"][code] for code in ("kk", "ru", "en")},
        )
        for order, (direction, indicator) in enumerate(_indicators(record.document), start=1)
    )


def _indicators(document: Mapping[str, Any]) -> Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    return (
        (direction, indicator)
        for direction in document.get("directions", ())
        for criterion in direction["criteria"]
        for indicator in criterion["indicators"]
    )


def submit_methodology(methodology: Methodology, by: User, revision: int | None = None) -> Methodology:
    """The lead and its co-developers have finished: state planning is asked to agree (c17)."""
    with transaction.atomic():
        submitted = perform(methodology, "submit", by, revision=revision)
        _tell_of_methodology(
            submitted, people_in((Role.STATE_PLANNING, Office.COORDINATOR)), "methodology.agree"
        )
    return submitted


def agree_methodology(methodology: Methodology, by: User, revision: int | None = None) -> Methodology:
    """Agree on behalf of state planning or of the working body, whichever has it now (c14, c17)."""
    with transaction.atomic():
        fresh = lock(methodology, revision)
        if fresh.state == MethodologyState.WORKING_BODY:
            agreed = perform(fresh, "agree_working_body", by, revision=revision)
            people = people_in((LEADS[fresh.subject], Office.APPROVER))
            _tell_of_methodology(agreed, people, "methodology.approve")
        else:
            agreed = perform(fresh, "agree_planning", by, revision=revision)
            _tell_of_methodology(
                agreed, people_in((Role.WORKING_BODY, Office.WORKING_BODY)), "methodology.agree"
            )
    return agreed


def return_methodology(
    methodology: Methodology, by: User, reason: str, revision: int | None = None
) -> Methodology:
    """Return the draft to its developers, with the reason (c17)."""
    reason = reason.strip()
    if not reason:
        raise Refusal(
            "incomplete",
            _("Write why the methodology is returned."),
            clause="c17",
            faults=[FieldFault("reason", _("Write what should be changed."))],
        )
    with transaction.atomic():
        fresh = lock(methodology, revision)
        held = fresh.state == MethodologyState.WORKING_BODY
        move = "return_from_working_body" if held else "return_from_planning"
        returned = perform(fresh, move, by, revision=revision, details={"reason": reason})
        _tell_of_methodology(returned, developers_of(returned.subject), "methodology.returned", reason=reason)
    return returned


def approve_methodology(
    methodology: Methodology,
    by: User,
    order_number: str,
    order_date: date | None,
    revision: int | None = None,
) -> Methodology:
    """Approve by order; an older version in force gives way in the same transaction (c17).

    What bodies are measured by does not change under them: once the year's evaluation is open, a block's
    methodology in force stays, and the overall one once a body's overall evaluation was computed by it (assumption
    A-METHOD-1).
    """

    def prepare(fresh: Methodology) -> None:
        fresh.order_number, fresh.order_date = order_number.strip(), order_date
        fresh.approved_at = clock.now()

    with transaction.atomic():
        cycle = Cycle.objects.select_for_update().get(pk=methodology.cycle_id)
        older = Methodology.objects.filter(
            cycle=cycle, subject=methodology.subject, state=MethodologyState.APPROVED
        ).first()
        if older is not None and older.pk != methodology.pk:
            if cycle.opened_at is not None and older.block is not None:
                raise Refusal(
                    "state",
                    _("The evaluation for %(year)s is open under version %(version)s of this methodology.")
                    % {"year": cycle.year, "version": older.version},
                    clause="c17",
                    remedy=_(
                        "Bodies are measured by what they knew beforehand; approve the change for the next year."
                    ),
                )
            if older.block is None and overall_gate.is_in_use(older):
                raise Refusal(
                    "state",
                    _(
                        "Overall evaluations for %(year)s are computed by version %(version)s of this methodology."
                    )
                    % {"year": cycle.year, "version": older.version},
                    clause="c11, c17",
                    remedy=_(
                        "One text counts for all bodies of a year, corrections included; approve the change for the next year."
                    ),
                )
            perform(older, "supersede", by)
        approved = perform(methodology, "approve", by, revision=revision, prepare=prepare)
        _tell_of_methodology(approved, developers_of(approved.subject), "methodology.approved")
    return approved


def developers_of(subject: str) -> list[User]:
    """The methodologists of the subject's lead and of its co-developers today (c17)."""
    roles = (LEADS[subject], *CO_DEVELOPERS[subject])
    return people_in(*((role, Office.METHODOLOGIST) for role in roles))


def people_in(*places: tuple[str, str]) -> list[User]:
    """Whoever holds one of the (role in law, office) places today. Two queries."""
    today = clock.today()
    holders = dict(
        RoleHolder.objects.filter(
            RoleHolder.valid_on(today), role__in=[role for role, _office in places]
        ).values_list("role", "body_id")
    )
    wanted = {(holders[role], office) for role, office in places if role in holders}
    held = Membership.objects.filter(
        Membership.valid_on(today), body_id__in={body for body, _office in wanted}, user__is_active=True
    ).select_related("user")
    return [one.user for one in held if (one.body_id, one.office) in wanted]


def _tell_of_methodology(methodology: Methodology, people: Iterable[User], kind: str, **context: Any) -> None:
    write_letters(
        people,
        kind,
        key=f"{kind}:{methodology.pk}:{methodology.revision}",
        about=None,
        path=f"desk/methodologies/{methodology.pk}/",
        subject=Subject(methodology.subject).label,  # each letter is in its reader's language
        year=methodology.cycle.year,
        version=methodology.version,
        order=methodology.order_number,
        ordered_on=day_of_act(methodology.order_date),
        **context,
    )
