"""Forms that every floor shares: they remember what the person saw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation import clock
from evaluation.erasures import Whose, numbers_of
from evaluation.limits import REASON
from evaluation.models import Body, Scope, User


class RevisionForm(forms.Form):
    """A form that remembers which revision of its record the person saw; actions refuse one that is no longer so."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if record is not None:
            self.fields["revision"].initial = record.revision

    @property
    def seen_revision(self) -> int:
        """The revision to hand to the action. Call after ``is_valid()``."""
        return int(self.cleaned_data["revision"])


def owed(form: forms.Form, *names: str) -> None:
    """These fields may stay empty while one works, and the act that ends the work asks for them: not "if any"."""
    for name in names:
        form.fields[name].owed = True  # type: ignore[attr-defined]


class WholeSet(forms.CheckboxSelectMultiple):
    """Choices of which any number may be ticked, and which are always all in the form: a form that held a part of a set
    would save the part as the whole. What is ticked and the first ``shown`` stand open, the rest folded below them.

    ``about`` gives the address of a choice's own page, by its value.
    """

    template_name = "components/whole_set.html"
    shown = 40

    def __init__(self, about: Callable[[str], str] | None = None) -> None:
        super().__init__()
        self.about = about

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's, with ``open`` and ``folded``, which together are every choice."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        options = [one for _group, inside, _index in context["widget"]["optgroups"] for one in inside]
        for one in options:
            one["about"] = self.about(str(one["value"])) if self.about is not None else ""
        ticked = [one for one in options if one["selected"]]
        others = [one for one in options if not one["selected"]]
        room = max(0, self.shown - len(ticked))
        return {**context, "open": [*ticked, *others[:room]], "folded": others[room:]}


class ConfirmForm(RevisionForm):
    """The page of a move that needs nothing typed: only the revision and the button."""


class ReasonForm(RevisionForm):
    """The page of a move that needs a reason in words, which the other side will read."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=REASON, strip=True
    )


class DateInput(forms.DateInput):
    """The browser's own calendar; its value is always written year-month-day, in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def decimal_sign_field() -> forms.ChoiceField:
    """Which sign begins the decimals in a file; asked wherever a file with numbers is chosen."""
    return forms.ChoiceField(
        choices=[
            ("", _("as the file shows it")),
            (",", _("comma: 9,125 is nine and an eighth")),
            (".", _("point: 9,125 is nine thousand and more")),
        ],
        label=_("Decimal sign"),
        required=False,
        help_text=_("Only for a file whose numbers could be read in two ways."),
    )


class LanguageForm(forms.Form):
    """The language in which a person's letters are written."""

    language = forms.ChoiceField(
        label=_("Language of letters"),
        choices=User._meta.get_field("language").choices or (),
        widget=forms.RadioSelect,
    )


class InterestForm(forms.Form):
    """A person's interest in a body (c9.2)."""

    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.none(), empty_label=_("choose"))
    reason = forms.CharField(
        label=_("What connects you with it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: former service, relatives among its heads, a share in a supplier."),
    )
    until = forms.DateField(label=_("Last day, if it is known"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["body"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101
        choice.queryset = Body.objects.filter(
            Scope.valid_on(clock.today(), "scopes__"), Body.valid_on(clock.today())
        ).distinct()


class ErasureForm(forms.Form):
    """Words of the journal that are to be erased: which entries, on what ground, by which order."""

    numbers = forms.CharField(
        label=_("Numbers of the entries"),
        max_length=1_000,
        help_text=_("As the auditor's file of the journal numbers them, for example “12, 15–17”."),
    )
    ground = forms.CharField(label=_("Ground in law"), max_length=REASON, widget=forms.Textarea({"rows": 3}))
    order_number = forms.CharField(label=_("Order number"), max_length=60)
    order_date = forms.DateField(label=_("Order date"), widget=forms.DateInput(attrs={"type": "date"}))

    def asked(self) -> dict[str, Any]:
        """What to hand to the action. Call after ``is_valid()``."""
        return {**self.cleaned_data, "numbers": numbers_of(self.cleaned_data["numbers"])}


class WhoseForm(forms.Form):
    """Which entries of a person are looked for; for addresses."""

    whose = forms.MultipleChoiceField(
        label=_("All entries of the person"),
        choices=Whose.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class ErasureOfAllForm(ErasureForm):
    """The same for all entries that were shown."""

    numbers = None  # type: ignore[assignment]
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def asked(self) -> dict[str, Any]:
        """What to hand to the action, besides the kinds of entries. Call after ``is_valid()``."""
        return dict(self.cleaned_data)
