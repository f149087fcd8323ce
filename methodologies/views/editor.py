"""The methodology's editor: a draft begun from another text, its weights on one page, each part on its own (c17–c20).

Only a methodologist of the block writes, and only a draft; whoever sees a draft may try its formulas.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from engine.formulas.examples import EXAMPLES
from evaluation.access import offices, person_of
from evaluation.acting import refuse_without_right
from evaluation.models import Body, Office, User
from evaluation.moves import act
from evaluation.posted import seen_revision
from evaluation.refusals import Refusal
from evaluation.selectors import scopes_of
from methodologies import actions
from methodologies.actions.drafts import refuse_unless_draft
from methodologies.content import methodology_of
from methodologies.editor.codes import others_with
from methodologies.editor.contents import DraftForm, Move, contents_of
from methodologies.editor.edits import KINDS, Document, PartPlace, find, moved, with_weights, without_part
from methodologies.editor.forms import PartForm
from methodologies.editor.formula_preview import Chosen, Preview, preview, readable
from methodologies.editor.item_form import ItemForm, with_choice_moved
from methodologies.editor.part_forms import ADDED, FORMS, WeightsForm
from methodologies.editor.places import editor_url, linked, mendings, part_url, still_needed
from methodologies.models import Methodology, MethodologyState, Subject
from methodologies.past_values import bodies_in, hidden_from, past_cycles
from methodologies.review import faults_of
from methodologies.selectors import last_return, may_see_draft
from methodologies.views.methodologies import ON_METHODOLOGIES
from methodologies.words import NEW_PARTS, PARTS

AT_METHODOLOGIES = offices(*ON_METHODOLOGIES)


def seen(request: HttpRequest, pk: int) -> Methodology:
    """The methodology with its document if the person has a part in it; otherwise there is no such page."""
    record = get_object_or_404(Methodology.objects.select_related("cycle"), pk=pk)
    if not may_see_draft(person_of(request), record):
        raise Http404
    return record


def in_writing(request: HttpRequest, pk: int) -> Methodology:
    """The draft that the person may change. Raises Refusal for anybody else, and for a text that stands."""
    record = seen(request, pk)
    refuse_without_right(person_of(request), "methodologies.draft_methodology", record, "c17")
    refuse_unless_draft(record)
    return record


def crumbs(record: Methodology, *more: dict[str, Any]) -> list[dict[str, Any]]:
    """All methodologies, this one, then ``more`` as {"label", "url"}; the last goes without a url."""
    return [
        {"label": _("Methodologies"), "url": reverse("methodologies_desk")},
        {
            "label": f"{record.get_subject_display()} · {record.cycle.year}",
            "url": reverse("methodology_desk", args=[record.pk]),
        },
        *more,
    ]


@require_POST
@offices(Office.METHODOLOGIST)
def methodology_begin(request: HttpRequest) -> HttpResponse:
    """`desk/methodologies/begin/`: a draft as a copy of another text."""
    form = DraftForm(request.POST, user=person_of(request))
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, " ".join(str(one) for one in sentences))
        return redirect("methodologies_desk")
    draft = actions.begin_draft(form.cleaned_data["source"], form.cleaned_data["year"], person_of(request))
    messages.success(request, _("The draft is open: change what differs from the text it was begun from."))
    return redirect("methodology_editor", draft.pk)


# --- the whole -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@AT_METHODOLOGIES
def methodology_editor(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/methodologies/<id>/edit/`: the parts of a draft with their weights, and what is still to be mended."""
    record = in_writing(request, pk)
    form = WeightsForm(request.POST or None, record=record, document=record.document)
    status = 200
    if request.method == "POST":
        valid = form.is_valid()
        if "check" in request.POST:
            if request.htmx:  # type: ignore[attr-defined]
                return render(
                    request, "methodologies/methodology_sums.html", {"contents": contents_of(record, form)}
                )
        elif valid:
            document, move = with_weights(record.document, form.weights()), _wanted_move(request, record)
            said = _("Saved.")
            if move is not None:
                said = _moved_words(move, saved=document != record.document)
                document = moved(document, move.place, move.step)
            outcome = act(
                request, actions.edit_draft, record, document, person_of(request), form.seen_revision,
                form=form, record=record, success=said,
            )  # fmt: skip
            if outcome.done:
                where = reverse("methodology_editor", args=[pk])
                # a button that the address leads to gets the focus, also without JavaScript
                return redirect(f"{where}#{move.button_after(document)}" if move else where)
            status = outcome.status
        else:
            status = 422
    context = {
        "record": record,
        "form": form,
        "contents": contents_of(record, form),
        "mendings": mendings(record, faults_of(record)),
        "returned": last_return(record),
        "added": [(kind, NEW_PARTS[kind]) for kind in _added(record) if kind != "indicator"],
        "crumbs": crumbs(record, {"label": _("Editor")}),
        "synthetic_data": record.cycle.synthetic,
    }
    return render(request, "methodologies/methodology_editor.html", context, status=status)


def _wanted_move(request: HttpRequest, record: Methodology) -> Move | None:
    """The part that a button of the page moves; None where weights alone are saved. Raises 404 for no such part."""
    if "move" not in request.POST:
        return None
    move = Move.read(request.POST["move"])
    if move is None:
        raise Http404
    try:
        find(record.document, move.place)
    except KeyError:
        raise Http404 from None
    return move


def _moved_words(move: Move, *, saved: bool) -> str:
    part = f"{PARTS[move.place.kind]} {move.place.code}"
    said = _("Moved up: %(part)s.") if move.step < 0 else _("Moved down: %(part)s.")
    return " ".join([said % {"part": part}, *([_("The typed weights are saved.")] if saved else [])])


def _added(record: Methodology) -> tuple[str, ...]:
    return ADDED["overall" if record.subject == Subject.OVERALL else "block"]


# --- one part ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@AT_METHODOLOGIES
def methodology_part(request: HttpRequest, pk: int, kind: str, code: str = "") -> HttpResponse:
    """`desk/methodologies/<id>/edit/<kind>/<code>/`: one part; without a code a new one (`?in=` says where)."""
    record = in_writing(request, pk)
    place = PartPlace(kind, code)
    _refuse_unless_there(record, place)
    typed, pressed = _typed(request, kind)
    form = FORMS[kind](
        typed,
        record=record,
        document=record.document,
        place=place,
        bodies=_measured(record) if kind == "indicator" else {},
        parent=request.GET.get("in", ""),
        wished=request.GET.get("code", ""),
    )
    status = 200
    if pressed and isinstance(form, ItemForm):
        form.pressed, form.unchecked = pressed, True
    elif request.method == "POST" and "check" not in request.POST:
        if "remove" in request.POST:
            if code and kind in _added(record):
                return _removed(request, record, place)
            raise Http404
        status = 422
        if form.is_valid():
            outcome = act(request, _save, record, form, person_of(request), form=form, record=record)
            if outcome.done:
                messages.success(request, " ".join(_saved_words(form)))
                for warning in _told_others(record, form):
                    messages.warning(request, warning)
                saved = PartPlace(kind, str(form.cleaned_data.get("code") or code))
                return redirect(
                    part_url(outcome.result, saved) if "stay" in request.POST else editor_url(record, saved)
                )
            status = outcome.status
    return render(
        request,
        "methodologies/methodology_part.html",
        _part_context(request, record, place, form),
        status=status,
    )


def _typed(request: HttpRequest, kind: str) -> tuple[QueryDict | None, tuple[int, str] | None]:
    """What was typed, None for a page that is opened; and the button that moved a row of it, if one did."""
    if request.method != "POST":
        return None, None
    if kind != "item" or "move" not in request.POST:
        return request.POST, None
    try:
        return with_choice_moved(request.POST, request.POST["move"])
    except ValueError:
        raise Http404 from None


def _refuse_unless_there(record: Methodology, place: PartPlace) -> None:
    """404 for a part that the text does not have, or that its methodology cannot have."""
    overall = record.subject == Subject.OVERALL
    lawful = {"head", "degree"} if overall else set(KINDS) - {"degree"}
    if place.kind not in lawful or (not place.code and place.kind not in (*_added(record), "head")):
        raise Http404
    if place.code:
        try:
            find(record.document, place)
        except KeyError:
            raise Http404 from None


def _measured(record: Methodology) -> dict[str, str]:
    """The bodies that the block measures, by address. One query."""
    scopes = scopes_of(record.cycle.year).values()
    bodies = sorted(
        (one.body for one in scopes if record.block in one.blocks), key=lambda b: (b.order, b.slug)
    )
    return {body.slug: body.short_name for body in bodies}


def _save(record: Methodology, form: PartForm, by: User) -> Methodology:
    """Store the draft with what the form holds; the faults of the refusal at the form's own fields."""
    try:
        document: Document = form.changed(record.document)
        return actions.edit_draft(record, document, by, form.revision_to_keep)
    except KeyError:
        raise Refusal(
            "invalid", _("The place where this was to stand is no longer there."), clause="c17"
        ) from None
    except Refusal as refusal:
        raise form.localised(refusal, lambda path, said: linked(record, path, said)) from None


def _saved_words(form: PartForm) -> Iterator[str]:
    """That it is saved; and in which formulas a changed code was written anew."""
    yield _("Saved.")
    codes = form.renamed.formulas
    if codes:
        said = ngettext(
            "The new code is written into %(count)s formula: %(codes)s.",
            "The new code is written into %(count)s formulas: %(codes)s.",
            len(codes),
        )
        yield said % {"count": len(codes), "codes": ", ".join(codes)}
    if form.renamed.items:
        said = _("The choice has its new code in %(items)s too, because formulas count them together.")
        yield said % {"items": ", ".join(form.renamed.items)}


def _told_others(record: Methodology, form: PartForm) -> Iterator[str]:
    """The other blocks that have a data item, or a choice of one, by the code that it had here: one datum has one
    description (c18.4)."""
    old = form.place.code
    if not isinstance(form, ItemForm) or not old:
        return
    for code in (old, *form.renamed.items) if form.answers else ():
        for other in others_with(record, code):
            said = _(
                "The text of %(block)s for %(year)s has the choice of %(code)s by its old code still. "
                "Change it there too: one datum has one description."
            )
            yield said % {"block": other.get_subject_display(), "year": record.cycle.year, "code": code}
    for other in others_with(record, old) if form.cleaned_data["code"] != old else ():
        said = _(
            "The text of %(block)s for %(year)s still calls this data item %(code)s. "
            "Change it there too, or bodies will be asked for it twice."
        )
        yield said % {"block": other.get_subject_display(), "year": record.cycle.year, "code": old}


def _removed(request: HttpRequest, record: Methodology, place: PartPlace) -> HttpResponse:
    """The draft without the part; a refusal goes to its own page, where each fault leads to what still needs it."""
    try:
        actions.edit_draft(
            record, without_part(record.document, place), person_of(request), seen_revision(request)
        )
    except Refusal as refusal:
        faults = still_needed(record, refusal.faults)
        sentence = (
            _("It is not taken out: the text would not stand without it.") if faults else refusal.sentence
        )
        raise Refusal(refusal.code, sentence, clause="c17", remedy=refusal.remedy, faults=faults) from None
    messages.success(request, _("Taken out of the draft."))
    return redirect(editor_url(record, place))


def _part_context(
    request: HttpRequest, record: Methodology, place: PartPlace, form: PartForm
) -> dict[str, Any]:
    name = (
        f"{PARTS[place.kind]} {place.code}".strip()
        if place.code or place.kind == "head"
        else NEW_PARTS[place.kind]
    )
    context: dict[str, Any] = {
        "record": record,
        "form": form,
        "place": place,
        "name": name,
        "errors": _errors_of(form),
        "back_url": editor_url(record, place),
        "may_remove": bool(place.code) and place.kind in _added(record),
        "crumbs": crumbs(
            record,
            {"label": _("Editor"), "url": reverse("methodology_editor", args=[record.pk])},
            {"label": name},
        ),
        "synthetic_data": record.cycle.synthetic,
    }
    if "formula" in form.fields:
        context |= {
            "readable": readable(methodology_of(record)),
            "examples": [(_(what), text) for what, text in EXAMPLES],
        }
        context |= tried(request, record, str(form["formula"].value() or ""), penalty=place.kind == "penalty")
    return context


def _errors_of(form: PartForm) -> list[tuple[str, str, str]]:
    """(field's id, its label, sentence) of all that is wrong, in the order of the form; the whole form's first."""
    if not form.is_bound or not form.errors:
        return []
    found = [("", "", str(error)) for error in form.non_field_errors()]
    found += [("", "", str(error)) for error in form["revision"].errors]
    for _group, rows, _open in form.groups():
        for _row, fields in rows:
            found += [(one.auto_id, str(one.label), str(error)) for one in fields for error in one.errors]
    return found


# --- the formula, live ---------------------------------------------------------------------------------------------


@require_POST
@AT_METHODOLOGIES
def methodology_formula(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/methodologies/<id>/formula/`: a formula as mathematics, what it reads, its value on the chosen data."""
    record = seen(request, pk)
    if record.block is None:
        raise Http404
    penalty = request.POST.get("part") == "penalty"
    context = tried(request, record, request.POST.get("formula", ""), penalty=penalty)
    return render(request, "methodologies/methodology_formula.html", context | {"record": record})


def tried(request: HttpRequest, record: Methodology, text: str, *, penalty: bool) -> dict[str, Any]:
    """What `methodologies/methodology_formula.html` shows; the year and the body chosen in the request, or the first ones."""
    cycles = past_cycles(record)
    cycle = next(
        (one for one in cycles if str(one.year) == request.POST.get("on_year")), cycles[0] if cycles else None
    )
    bodies: list[Body] = []
    offered: list[Body] = []
    if cycle is not None and record.block:
        bodies = bodies_in(cycle, record.block)
        hidden = hidden_from(person_of(request), cycle.pk, record.block)
        offered = [one for one in bodies if one.pk not in hidden]
    body = next(
        (one for one in offered if one.slug == request.POST.get("on_body")), offered[0] if offered else None
    )
    shown = Preview()
    if text.strip():
        on = Chosen(cycle, body, bodies) if cycle is not None and body is not None else None
        shown = preview(methodology_of(record), text, on, penalty=penalty)
    return {
        "preview": shown,
        "years": cycles,
        "bodies": offered,
        "on_cycle": cycle,
        "on_body": body,
        "penalty": penalty,
        "adding": record.state == MethodologyState.DRAFT
        and person_of(request).has_perm("methodologies.draft_methodology", record),
    }
