"""The verbs of withholding at once what is public: asked, confirmed or refused by a second person, lifted by two (c9.5).

The public's pages, files and data read what is in effect in their own query, so that what is confirmed here is withheld
when the act commits, and nothing has to be built or cleared first.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commission.models import Withholding
from commission.selectors_withholdings import over_since, same_target, targets_of
from commission.withholding import grounds
from commission.withholding_letters import tell_all, tell_second_persons, tell_who_asked
from evaluation import clock
from evaluation.acting import note, perform, refuse_without_right
from evaluation.models import Body, Cycle, JournalEntry, User
from evaluation.models.base import LANGUAGES
from evaluation.refusals import FieldFault, Refusal


def ask_to_withhold(
    cycle: Cycle,
    body: Body,
    target: str,
    by: User,
    *,
    ground: str = "",
    reason: str,
    until: date | None = None,
    notes: dict[str, str],
) -> Withholding:
    """Ask that a thing that is public be withheld at once; a second person decides (c9.5, A-PUBLISH-8).

    ``target``: as `selectors_withholdings.Target.key`. ``ground``: a code of the list, empty for another one, which
    ``reason`` then names. ``notes``: language → what the public reads in its place.
    """
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        meant = next((one for one in targets_of(cycle, body) if one.key == target), None)
        if meant is None:
            raise Refusal(
                "state",
                _("This is not public: there is nothing to withhold."),
                clause="c9.5",
                faults=[FieldFault("target", _("Choose what the public reads today."))],
            )
        asked = Withholding(
            cycle=cycle,
            body=body,
            kind=meant.kind,
            block=meant.block,
            indicator=meant.indicator,
            authority_id=meant.authority,
            ground=ground,
            reason=reason.strip(),
            until=until,
            asked_by=by,
            asked_at=clock.now(),
            **{f"note_{code}": notes.get(code, "").strip() for code in LANGUAGES},
        )
        refuse_without_right(by, "commission.withhold_at_once", asked, "c9.5")
        _refuse_incomplete(asked)
        other = same_target(cycle, body, meant)
        if other is not None:
            raise Refusal(
                "state",
                _("The same is asked for or withheld already."),
                clause="c9.5",
                remedy=_("Open the list of what is withheld at once: it waits there for a second person."),
            )
        asked.save()
        note(asked, "ask", by, "c9.5", after=asked.state, details=_as_asked(asked))
        tell_second_persons(asked, by, "withholding.asked")
    return asked


def _refuse_incomplete(asked: Withholding) -> None:
    faults = [
        FieldFault(f"note_{code}", _("Write what the public reads in its place."))
        for code in LANGUAGES
        if not getattr(asked, f"note_{code}")
    ]
    if not asked.reason:
        faults.append(FieldFault("reason", _("Write the reason.")))
    if asked.ground and asked.ground not in {one.code for one in grounds()}:
        faults.append(FieldFault("ground", _("Choose a ground of the list.")))
    if asked.until is not None and asked.until < clock.today():
        faults.append(FieldFault("until", _("The last day lies in the past.")))
    if faults:
        raise Refusal(
            "incomplete",
            _("What is withheld needs its ground, and a note to the public in three languages."),
            clause="c9.5",
            faults=faults,
        )


def _as_asked(asked: Withholding) -> dict[str, Any]:
    """What the journal keeps of a request: all of it, since the record cannot change it any more."""
    return {
        "body": asked.body.slug,
        "kind": asked.kind,
        "block": asked.block,
        "indicator": asked.indicator,
        "ground": asked.ground,
        "reason": asked.reason,
        "until": asked.until.isoformat() if asked.until else None,
        "notes": {code: getattr(asked, f"note_{code}") for code in LANGUAGES},
    }


def confirm_withholding(withholding: Withholding, by: User, revision: int | None = None) -> Withholding:
    """The second person agrees: the public reads the note from this moment (c9.3, c9.5)."""

    def prepare(fresh: Withholding) -> None:
        fresh.confirmed_by, fresh.since = by, clock.now()

    with transaction.atomic():
        confirmed = perform(withholding, "confirm", by, revision=revision, prepare=prepare)
        tell_all(confirmed, "withholding.in_effect")
    return confirmed


def refuse_withholding(
    withholding: Withholding, by: User, reason: str, revision: int | None = None
) -> Withholding:
    """The second person does not agree, and says why; what is public stays so."""
    with transaction.atomic():
        refused = perform(withholding, "refuse", by, revision=revision, details=_because(reason))
        tell_who_asked(refused, refused.asked_by, "withholding.refused", reason.strip())
    return refused


def ask_to_lift(withholding: Withholding, by: User, reason: str, revision: int | None = None) -> Withholding:
    """Ask that what is withheld be public again, with the reason; a second person decides."""
    details = _because(reason)

    def prepare(fresh: Withholding) -> None:
        fresh.lift_asked_by, fresh.lift_reason = by, details["reason"]

    with transaction.atomic():
        asked = perform(withholding, "ask_to_lift", by, revision=revision, details=details, prepare=prepare)
        tell_second_persons(asked, by, "withholding.lift_asked")
    return asked


def lift_withholding(withholding: Withholding, by: User, revision: int | None = None) -> Withholding:
    """The second person agrees: the public reads again what was published (c9.3, c53)."""

    def prepare(fresh: Withholding) -> None:
        fresh.lifted_at = clock.now()

    with transaction.atomic():
        lifted = perform(withholding, "lift", by, revision=revision, prepare=prepare)
        tell_all(lifted, "withholding.lifted")
    return lifted


def keep_withheld(
    withholding: Withholding, by: User, reason: str, revision: int | None = None
) -> Withholding:
    """The second person does not agree to lift it, and says why."""
    with transaction.atomic():
        kept = perform(withholding, "keep", by, revision=revision, details=_because(reason))
        if kept.lift_asked_by is not None:
            tell_who_asked(kept, kept.lift_asked_by, "withholding.kept", reason.strip())
    return kept


def _because(reason: str) -> dict[str, Any]:
    if not reason.strip():
        raise Refusal(
            "incomplete",
            _("Write why, so that whoever asked understands it."),
            faults=[FieldFault("reason", _("Write the reason."))],
        )
    return {"reason": reason.strip()}


def tell_of_ended() -> int:
    """Put on record which terms are over, and tell whom they concern; how many. The public read them again since."""
    told = 0
    for withholding in over_since(clock.today()):
        with transaction.atomic():
            Withholding.objects.select_for_update(of=("self",)).get(pk=withholding.pk)
            ended = JournalEntry.objects.filter(
                act="withholding.ended", object_type=withholding._meta.label_lower, object_id=withholding.pk
            )
            if ended.exists():
                continue
            note(withholding, "ended", None, "c9.5", details={"until": str(withholding.until)})
            tell_all(withholding, "withholding.ended")
            told += 1
    return told
