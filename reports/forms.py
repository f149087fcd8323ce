"""The questions of a report on a page, made of the methodology's data items, and the small forms of single moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from engine.methodology import DataItem
from engine.questions import Part, Slot, key_of
from evaluation.forms import ReasonForm
from evaluation.limits import REASON
from evaluation.posted import whole
from evaluation.presentation import decimal_text
from evaluation.refusals import Refusal
from evaluation.typed_numbers import trimmed
from methodologies.content import text_of
from methodologies.models import SourceKind
from methodologies.selectors import formulas_in_words
from reports.described import described
from reports.entries import LANGUAGE_NAMES, ValueEntry, row_sentence
from reports.models import Confidentiality
from reports.place_parts import Drawn
from reports.places import FormPlace, FormRow, Given, Section, Typed, shown, value_text
from reports.return_grounds import Ground, drafted
from reports.selectors.doubts import doubts_in
from reports.selectors.sheets import ReportSheet

#: How many empty rows are offered for further programmes.
BLANK_ROWS = 2
ROWS_PER = ("language", "kpi", "programme")


class ReportQuestionnaire:
    """The questions of a report on a page. No `django.forms.Form`: as many places as the body has values to give.

    Nothing typed is lost: bound to a request, a place shows what the person typed there, and where they typed
    nothing, what stands now. ``kept`` are documents just taken in for a place, by its name. ``changed`` places
    make the entries; all others are left alone. ``only``: the name of the single place that is asked for.
    """

    def __init__(
        self,
        sheet: ReportSheet,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        kept: Mapping[str, frozenset[int]] | None = None,
        only: str | None = None,
    ) -> None:
        self.sheet, self.data, self.files, self.kept, self.only = sheet, data, files, kept or {}, only
        self.places: dict[str, FormPlace] = {}
        self.new_rows: list[FormRow] = []
        self.refusal: Refusal | None = None
        self.drawn = Drawn()
        self.sections = [self._section(part) for part in sheet.sheet.parts if part.questions]

    # --- what is shown ---------------------------------------------------------------------------------------

    def _section(self, part: Part) -> Section:
        here = [question for question in part.questions if question.here]
        single = [
            self._place(q.slots[0]) for q in here if q.item.per not in ROWS_PER and self._asks(q.slots[0])
        ]
        rows: list[FormRow] = []
        for per in ROWS_PER:
            slots = [slot for q in here if q.item.per == per for slot in q.slots if self._asks(slot)]
            for language, row in dict.fromkeys((slot.language, slot.row) for slot in slots):
                mine = [slot for slot in slots if (slot.language, slot.row) == (language, row)]
                rows.append(self._row(per, language, row, mine))
        programme_items = [q.item for q in here if q.item.per == "programme"]
        if programme_items and not self.new_rows and (self.only is None or self.only.startswith("new.")):
            self.new_rows = self._new_rows(programme_items)
            rows += self.new_rows
        if self.only is not None:
            return Section(part, single, rows, [], [])
        given = [self._given(question) for question in part.questions if not question.here]
        formula = formulas_in_words(self.sheet.methodology).get(part.measure.code, "")
        return Section(part, single, rows, given, self._also_for(part), formula)

    def _asks(self, slot: Slot) -> bool:
        return self.only is None or (self.only.startswith(slot.item.code) and self.only == slot.key)

    def _also_for(self, part: Part) -> list[str]:
        """The other measures of the block that use what this one asks."""
        mine = {question.item.code for question in part.questions}
        others = (one for one in self.sheet.sheet.parts if mine & {item.code for item in one.also})
        return [f"{one.measure.code} {text_of(one.measure.name)}" for one in others]

    def _place(self, slot: Slot) -> FormPlace:
        about = described(self.sheet, slot.item, slot.row)
        value = self.sheet.values.get(slot.cell)
        return self._bound(
            FormPlace(
                name=slot.key,
                item=slot.item,
                language=slot.language,
                row=slot.row,
                value=value,
                last_year=self.sheet.last_year.get(slot.cell),
                typed=shown(value, slot.item),
                label=self.sheet.label(slot),
                unit=about.unit,
                about=about,
                doubts=doubts_in(self.sheet).get(slot.cell, ()),
            )
        )

    def _row(self, per: str, language: str, row: str, slots: Iterable[Slot]) -> FormRow:
        places = [self._place(slot) for slot in slots]
        if per == "language":
            return FormRow(LANGUAGE_NAMES.get(language, language), "", places)
        if per == "programme":
            return FormRow(_t("Budget programme %(code)s") % {"code": row}, "", places, code=row)
        kpi = self.sheet.kpis[row]
        note = _t("plan %(plan)s %(unit)s") % {
            "plan": decimal_text(trimmed(kpi.plan), get_language() or "kk"),
            "unit": kpi.unit,
        }
        return FormRow(kpi.name, note.strip(), places, code=row)

    def _new_rows(self, items: list[DataItem]) -> list[FormRow]:
        """Rows for programmes to be named: last year's while none is named yet, and a few empty ones."""
        offered: list[str] = []
        if not self.sheet.sheet.respondent.programmes:
            codes = {item.code for item in items}
            offered = sorted({row for item, _l, row in self.sheet.last_year if item in codes and row})
        typed = 0 if self.data is None else sum(name.startswith("row:new.") for name in self.data)
        codes_shown = offered + [""] * max(BLANK_ROWS, typed - len(offered))
        return [self._new_row(number, code, items) for number, code in enumerate(codes_shown, start=1)]

    def _new_row(self, number: int, code: str, items: list[DataItem]) -> FormRow:
        row = FormRow(_t("Another budget programme"), "", [], new=True, number=number, code=code)
        if self.data is not None:
            row.code = self.data.get(f"row:{row.name}", code).strip()
        for item in items:
            last = self.sheet.last_year.get((item.code, "", code)) if code else None
            about = described(self.sheet, item)
            place = FormPlace(
                name=f"new.{number}.{item.code}",
                item=item,
                language="",
                row=row.code,
                value=None,
                last_year=last,
                typed=Typed(),
                label=f"{text_of(item.name)} ({row.code or row.title})",
                unit=about.unit,
                about=about,
            )
            row.places.append(self._bound(place))
        return row

    def _given(self, question: Any) -> Given:
        values = [
            (
                LANGUAGE_NAMES.get(slot.language, slot.language) or slot.row,
                value_text(self.sheet.values.get(slot.cell), slot.item),
            )
            for slot in question.slots
        ]
        return Given(text_of(question.item.name), question.asked_in, values)

    def shown(self, code: str | None) -> list[Section]:
        """The measures of one criterion ("": the deductions); of all where ``code`` is None."""
        return [one for one in self.sections if code is None or one.criterion_code == code]

    # --- what was typed --------------------------------------------------------------------------------------

    def _bound(self, place: FormPlace) -> FormPlace:
        """Put into the place what the person typed there, if anything."""
        self.places[place.name] = place
        if self.data is None or f"was:{place.name}" not in self.data:
            return place
        data, name = self.data, place.name
        typed = Typed(
            text=data.get(f"v:{name}", ""),
            withheld=f"no:{name}" in data,
            reason=data.get(f"why:{name}", ""),
            explanation=data.get(f"say:{name}", ""),
            documents=frozenset(
                pk for text in data.getlist(f"doc:{name}") if (pk := whole(text)) is not None
            ),
        )
        number, _colon, mark = data.get(f"fresh:{name}", "").partition(":")
        fresh = whole(number)
        place.posted_fresh = None if fresh is None else (fresh, mark)
        place.uploads = list(self.files.getlist(f"file:{name}")) if self.files is not None else []
        place.tags = {tag: data.get(f"{tag}:{name}", "") for tag in ("title", "kind", "conf", "ground")}
        kept = self.kept.get(name, frozenset())
        place.changed = bool(typed.mark != data[f"was:{name}"] or place.uploads or kept)
        place.kept = data.get(f"keep:{name}", "")
        if place.kept == "theirs":
            place.changed = False
        if place.changed:
            place.typed = replace(typed, documents=typed.documents | kept)
        place.posted_seen = whole(data.get(f"seen:{name}", "")) or 0
        return place

    def entries(self) -> list[ValueEntry]:
        """The entries of the places that the person changed; what cannot be read is marked at its place."""
        self._check_new_rows()
        entries = [place.entry(place.posted_seen) for place in self.places.values() if place.changed]
        return [entry for entry in entries if entry is not None]

    def _check_new_rows(self) -> None:
        met = set(self.sheet.sheet.respondent.programmes)
        for row in self.new_rows:
            filled = [place for place in row.places if place.changed and not place.typed.is_empty]
            if not filled:
                for place in row.places:
                    place.changed = False  # an unnamed programme without values is no entry
                continue
            if not row.code:
                row.error = _t("Write the programme's code: its values have no row without it.")
            elif row.code in met:
                row.error = _t("Programme %(code)s has its row already.") % {"code": row.code}
            else:
                row.error = row_sentence(row.code)
            met.add(row.code)
            if row.error:
                for place in row.places:
                    place.changed = False

    def uploads(self) -> Iterator[tuple[FormPlace, Any]]:
        """The files that the person chose, each with its place."""
        return ((place, upload) for place in self.places.values() for upload in place.uploads)

    # --- what is wrong ---------------------------------------------------------------------------------------

    def take(self, refusal: Refusal) -> None:
        """Put a refusal's faults at their places; those of a stale save stand beside what is typed."""
        self.refusal = refusal
        by_key = {key_of(*place.cell): place for place in self.places.values()}
        for fault in refusal.faults:
            place = by_key.get(fault.field)
            if place is None:
                continue
            if refusal.code == "stale":
                place.theirs = fault.sentence
            else:
                place.errors.append(fault.sentence)

    def mark_gaps(self) -> None:
        """Show what is still missing as faults of their places, for a person who asked."""
        for slot in self.sheet.slots.values():
            missing = self.sheet.missing(slot)
            if missing:
                self.places[slot.key].errors.append(capfirst(missing))
        if self.sheet.programme_rows_missing and self.new_rows:
            self.new_rows[0].error = _t("Name at least one budget programme and give its values.")

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """(anchor, label, sentence) of everything that is wrong, in the order of the form."""
        found = []
        for section in self.sections:
            for place in section.places:
                found += _faults_of(place)
            for row in section.rows:
                if row.error:
                    found.append((f"at-{row.dom}", row.title, row.error))
                for place in row.places:
                    found += _faults_of(place)
        return found

    @property
    def is_valid(self) -> bool:
        """A property, no method as Django's: nothing typed wrong, and nothing that somebody changed meanwhile."""
        return not self.faults


def _faults_of(place: FormPlace) -> list[tuple[str, str, str]]:
    sentences = [*place.errors, *([place.theirs] if place.theirs else [])]
    return [(place.anchor, place.label, sentence) for sentence in sentences]


class RemarkForm(ReasonForm):
    """The first head's remark: what the preparers should mend before the report is signed."""

    reason = forms.CharField(
        label=_("Remark to the preparers"),
        help_text=_("Only people of your body read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=REASON,
        strip=True,
    )


class ReturnForm(ReasonForm):
    """On which grounds an evaluator returns the report, which of its values are meant, and the letter to the body."""

    grounds = forms.MultipleChoiceField(
        label=_("What is wrong"),
        help_text=_("The letter below can be drafted from what you tick here and then edited."),
        choices=Ground.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places = forms.MultipleChoiceField(
        label=_("Which values are meant"),
        help_text=_("Leave it empty if the reason concerns the report as a whole."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, sheet: ReportSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Letter to the body")
        self.fields["places"].choices = [  # type: ignore[attr-defined]
            (slot.key, capfirst(sheet.label(slot))) for slot in sheet.slots.values()
        ]

    def drafted(self) -> dict[str, Any]:
        """What the form begins with once the letter is drafted from what is ticked: nothing of it is sent yet."""
        self.full_clean()
        grounds, places = (self.cleaned_data.get(name) or [] for name in ("grounds", "places"))
        named = {key: str(name) for key, name in self.fields["places"].choices}  # type: ignore[attr-defined]
        typed = str(self.data.get("reason", ""))
        letter = drafted(grounds, [named[one] for one in places], typed, named.values())
        return {"grounds": grounds, "places": places, "reason": letter}


SOURCE_KINDS = SourceKind.choices
CONFIDENTIALITIES = Confidentiality.choices
