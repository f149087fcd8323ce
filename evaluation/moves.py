"""What page doors share: the buttons of a record's possible moves, and calling an action so that nothing typed is lost.

    buttons = moves_for(partial, user, lambda move: reverse(f"{admin}_move", args=[partial.pk, move]))

    outcome = act(request, actions.sign_report, report, person_of(request), form.seen_revision,
                  form=form, record=report, success=_("Signed and submitted."))
    if outcome.done:
        return redirect("report", report.pk)
    return render(request, "…", {"form": form}, status=outcome.status)

A button without a form needs no ``act``: let the refusal pass, ``RefusalMiddleware`` shows it (``act_and_go``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import DataError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evaluation.acting import law_of, refusal_of
from evaluation.limits import of_a_column
from evaluation.models.base import Record, transitions_of
from evaluation.models.people import User
from evaluation.presentation import clause_label
from evaluation.refusals import Refusal
from evaluation.time_zone import last_day_before


@dataclass(frozen=True)
class MoveButton:
    """A move that the person could make now. ``until``: the last day in time; None: no term."""

    name: str
    label: Any
    clause: str
    until: date | None
    url: str
    primary: bool = True
    danger: bool = False
    method: str = "get"


def moves_for(
    record: Record,
    user: User,
    url: Callable[[str], str],
    *,
    only: Iterable[str] | None = None,
    fills: Iterable[str] = (),
    danger: Iterable[str] = (),
    method: str = "get",
) -> list[MoveButton]:
    """The buttons of what ``user`` could do with ``record`` now; the first is the primary one.

    ``url(move)`` gives where each leads: with ``method="get"`` to its page, with ``"post"`` straight to the act.
    ``only`` limits the moves to those that this page offers; ``fills`` names those whose own form supplies what the
    record still lacks (an order's number): they are offered although "incomplete" would refuse them now;
    ``danger`` names the ones that undo or refuse.
    """
    wanted = None if only is None else set(only)
    filling = set(fills)
    names = [
        name
        for name in dict.fromkeys(name for name, _transition in transitions_of(type(record)))
        if (wanted is None or name in wanted) and offered(record, name, user, fills=name in filling)
    ]
    return [
        MoveButton(
            name=name,
            label=law_of(record, name).label,
            clause=law_of(record, name).clause,
            until=last_day_of(record, name),
            url=url(name),
            primary=place == 0,
            danger=name in set(danger),
            method=method,
        )
        for place, name in enumerate(names)
    ]


def offered(record: Record, move: str, user: User, *, fills: bool = False) -> bool:
    """Whether a page offers the move: it is possible, or lacks only what its own form ``fills``."""
    refusal = refusal_of(record, move, user)
    return refusal is None or (fills and refusal.code == "incomplete")


def last_day_of(record: Record, move: str) -> date | None:
    """The last day on which ``move`` is in time for ``record``; None when nothing bounds it."""
    due = law_of(record, move).due
    deadline = due.deadline(record) if due else None
    if deadline is None:
        return None
    return last_day_before(deadline.due_at)


@dataclass(frozen=True)
class Outcome:
    """What came of an act: its ``result``, or the ``refusal`` already written into the form."""

    result: Any = None
    refusal: Refusal | None = None

    @property
    def done(self) -> bool:
        """False after a refusal, which then stands in the form, or among the messages without one."""
        return self.refusal is None

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the form again."""
        return 200 if self.refusal is None else self.refusal.status


def act(
    request: HttpRequest,
    verb: Callable[..., Any],
    *args: Any,
    form: forms.BaseForm | None = None,
    record: Model | None = None,
    success: Any = "",
    **kwargs: Any,
) -> Outcome:
    """Call ``verb(*args, **kwargs)``; say ``success`` when it is done, or write the refusal into ``form``.

    ``form`` must be bound; it keeps what was typed. After a "stale" refusal its ``revision`` becomes that of
    ``record`` as it is now, so that the person, having compared, can save again. Without a form the refusal
    becomes a message.
    """
    try:
        result = _called(verb, *args, **kwargs)
    except Refusal as refusal:
        if form is None:
            messages.error(request, refusal_text(refusal))
        else:
            write_into(form, refusal)
            if refusal.code == "stale" and record is not None:
                _renew_revision(form, record)
        return Outcome(refusal=refusal)
    if success:
        messages.success(request, success)
    return Outcome(result=result)


def _called(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The verb's result; a line of text that only its column finds too long is a refusal like any other."""
    try:
        return verb(*args, **kwargs)
    except DataError as error:
        refusal = of_a_column(error)
        if refusal is None:
            raise
        raise refusal from error


def act_and_go(
    request: HttpRequest, verb: Callable[..., Any], *args: Any, go: str, success: Any = "", **kwargs: Any
) -> HttpResponse:
    """Call the verb and lead to ``go`` (address or view name); a refusal passes on to its own page."""
    verb(*args, **kwargs)
    if success:
        messages.success(request, success)
    return redirect(go)


def write_into(form: forms.BaseForm, refusal: Refusal) -> None:
    """The refusal as errors of the form: each fault at its field, the sentence with clause and remedy above them."""
    form.add_error(None, refusal_text(refusal))
    for fault in refusal.faults:
        field = fault.field if fault.field in form.fields else None
        form.add_error(field, fault.sentence)


def refusal_text(refusal: Refusal) -> str:
    """Sentence, clause and remedy as one text, for a message or a form: «… (п. 57). …»."""
    if not refusal.clause:
        return str(refusal)
    cited = clause_label(refusal.clause.replace(",", " ").split(), get_language() or "kk")
    return format_html("{} ({}) {}", refusal.sentence, cited, refusal.remedy).strip()


def not_saved(fields: Mapping[str, str]) -> str:
    """What of a form was not saved, where all else of it was. ``fields``: the label of each refused field, by its place."""
    if len(fields) == 1:
        said = _("One value is not saved: mend the field “%(field)s”. The others are saved.")
        return said % {"field": next(iter(fields.values()))}
    return ngettext(
        "%(count)s value is not saved: mend the field named below. The others are saved.",
        "%(count)s values are not saved: mend the fields named below. The others are saved.",
        len(fields),
    ) % {"count": len(fields)}


def _renew_revision(form: forms.BaseForm, record: Model) -> None:
    if form.is_bound and "revision" in form.fields:
        data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data[form.add_prefix("revision")] = str(
            type(record)._base_manager.values_list("revision", flat=True).get(pk=record.pk)
        )
        form.data = data
