"""The verbs of a methodology while it is written: a draft begun from another text, and its parts changed one by one (c17).

An approved text is never changed: what changes is the next version, or the next year's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.acting import lock, note, refuse_without_right
from evaluation.changes import WatchedRow
from evaluation.models import Cycle, User
from evaluation.refusals import Refusal
from methodologies.actions.methodologies import DEVELOPMENT_CLAUSES, import_methodology, store_document
from methodologies.models import Methodology, MethodologyState
from methodologies.models.methodologies import PUBLIC_STATES
from methodologies.review import checked_document


def begin_draft(source: Methodology, year: int, by: User) -> Methodology:
    """Begin the draft for ``year`` as a copy of ``source``: the next version, or the first of a year (c17).

    Raises Refusal "state" while a draft of that year is open already, or when the year's evaluation is open.
    """
    clause = DEVELOPMENT_CLAUSES[source.subject]
    refuse_without_right(by, "methodologies.draft_methodology", source, clause)
    with transaction.atomic():
        cycle, _created = Cycle.objects.get_or_create(
            year=year, defaults={"synthetic": source.cycle.synthetic}
        )
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        refuse_in_open_year(cycle, source.block)
        open_one = Methodology.objects.filter(
            cycle=cycle, subject=source.subject, state=MethodologyState.DRAFT
        ).first()
        if open_one is not None:
            raise Refusal(
                "state",
                _("A draft for %(year)s is open already, version %(version)s.")
                % {"year": year, "version": open_one.version},
                clause="c17",
                remedy=_("Change that draft, or take a whole text in from a file."),
            )
        return import_methodology(cycle, source.document, by)


def refuse_in_open_year(cycle: Cycle, block: int | None) -> None:
    """Raise the refusal of a new text of a block (None: the overall one) for a year whose evaluation is open."""
    if cycle.opened_at is not None and block is not None:
        raise Refusal(
            "state",
            _("The evaluation for %(year)s is open: what bodies are measured by does not change under them.")
            % {"year": cycle.year},
            clause="c17",
            remedy=_("Begin the draft for the next year."),
        )


def edit_draft(
    methodology: Methodology, document: Mapping[str, Any], by: User, revision: int | None = None
) -> Methodology:
    """Store the draft's changed text. Raises Refusal: "invalid" with every fault at its path, "stale", "state"."""
    with transaction.atomic():
        record = lock(methodology, revision)
        clause = DEVELOPMENT_CLAUSES[record.subject]
        refuse_without_right(by, "methodologies.draft_methodology", record, clause)
        refuse_unless_draft(record)
        plain = checked_document({**document, "cycle": record.cycle.year, "version": record.version})
        if str(plain["block"]) != record.subject:
            raise Refusal("invalid", _("A draft stays the methodology of its own block."), clause="c17")
        watched = WatchedRow(record, "digest")
        store_document(record, plain)
        changed = watched.changed()
        if changed:
            note(
                record, "edit", by, clause, after=record.state,
                details={"version": record.version, "digest": record.digest, "changed": changed},
            )  # fmt: skip
    return record


def refuse_unless_draft(record: Methodology) -> None:
    """Raise the refusal if the text stands: agreed on, or in force."""
    if record.state == MethodologyState.DRAFT:
        return
    in_force = record.state in PUBLIC_STATES
    raise Refusal(
        "state",
        _("Version %(version)s is “%(state)s”; a draft is changed only while it is with its developers.")
        % {"version": record.version, "state": record.get_state_display()},
        clause="c17",
        remedy=_("An approved text stays as it is; begin a new version from it.")
        if in_force
        else _("Ask those who agree it to return it to the developers."),
    )
