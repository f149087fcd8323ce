"""Template tags of the portal's look: localised numbers and dates, clauses, and the framed components.

Thin: the writing rules are in :mod:`evaluation.presentation`, the markup in ``templates/components/``.
Load with ``{% load sarap %}``. Every filter writes in the language that is active.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from evaluation import presentation as writing
from evaluation.day_filters import FILTERS
from evaluation.field_context import field_context

register = template.Library()
for one in FILTERS:
    register.filter(one)

# The tones a chip, a card or an alert may take. Anything else would be an unstyled class: refuse it loudly.
TONES: Final = frozenset({"neutral", "waiting", "done", "refused", "accepted"})

LANGUAGES: Final = (("kk", "Қаз", "Қазақша"), ("ru", "Рус", "Русский"), ("en", "Eng", "English"))


def _language() -> str:
    return writing.base_language(get_language())


# --- numbers -----------------------------------------------------------------------------------------


@register.filter
def decimal(value: Decimal | int | str | None, places: int | None = None) -> str:
    """``{{ score|decimal:1 }}`` → «81,4» in Russian and Kazakh, "81.4" in English; a dash for nothing."""
    if value is None or value == "":
        return writing.DASH
    return writing.decimal_text(value, _language(), places)


@register.filter
def together(number: object) -> SafeString | str:
    """``№&nbsp;{{ order.number|together }}``: the number of a document on one line, whatever hyphens it has.

    Documents on paper are held together as a whole (`evaluation/typesetting.py`).
    """
    return format_html('<span class="together">{}</span>', number) if number else ""


@register.filter
def percent(value: Decimal | int | str | None, places: int = 0) -> str:
    """``{{ share|percent }}`` of a value already in per cent → «72 %» · «72%»."""
    if value is None or value == "":
        return writing.DASH
    space = "" if _language() == "en" else writing.NBSP
    return f"{writing.decimal_text(value, _language(), places)}{space}%"


@register.filter
def weight(value: Decimal | Fraction) -> str:
    """``{{ direction.weight|weight }}``: the weight with all its digits → «12,5 %» · "12.5%" · "100/3%"."""
    space = "" if _language() == "en" else writing.NBSP
    return f"{writing.decimal_text(value, _language())}{space}%"


@register.simple_tag
def movement(value: Decimal | int | None, places: int = 1) -> SafeString:
    """``{% movement change %}``: ▲ or ▼ with the size of the change; the words are read aloud, never colour alone."""
    return _movement(*writing.movement_parts(value, _language(), places), _language())


@lru_cache(maxsize=512)
def _movement(direction: str, sign: str, size: str, _of_language: str) -> SafeString:
    """Kept by each process: a table shows the few same words and sizes row after row."""
    return render_to_string("components/movement.html", {"direction": direction, "sign": sign, "size": size})


@register.inclusion_tag("components/bar.html")
def bar(value: Decimal | int | None, full: Decimal | int = 100, tone: str = "") -> dict[str, str]:
    """``{% bar value %}``: a thin bar filled to ``value`` of ``full``."""
    return {"width": writing.bar_width(value, full), "tone": tone}


@register.inclusion_tag("components/score.html")
def score(value: Decimal | int | None, places: int = 1) -> dict[str, Any]:
    """``{% score result.overall %}``: a thin bar and the number; a dash where there is none."""
    return {"value": value, "text": decimal(value, places)}


# --- names and clauses -------------------------------------------------------------------------------


@register.filter
def localname(thing: Any) -> str:
    """The name of an object in the language that is active, from ``name_kk``, ``name_ru``, ``name_en``.

    A mapping with keys ``kk``, ``ru``, ``en`` serves as well. Where the name is missing, Kazakh comes first.
    """
    return _name(thing, "name")


@register.filter
def shortname(thing: Any) -> str:
    """The same from ``short_name_*``; the full name where there is no short one."""
    return _name(thing, "short_name") or _name(thing, "name")


def _name(thing: Any, field: str) -> str:
    if not thing:
        return ""
    if isinstance(thing, Mapping):
        names = {code: str(thing.get(code) or thing.get(f"{field}_{code}") or "") for code, _, _ in LANGUAGES}
    else:
        names = {code: str(getattr(thing, f"{field}_{code}", "") or "") for code, _, _ in LANGUAGES}
    return writing.name_in(names, _language())


@register.simple_tag
def clause(*codes: str) -> SafeString:
    """``{% clause "c57" %}`` or ``{% clause "c40" "c64" %}``: the pill that opens the Decree's text at the clause."""
    return _clause(tuple(str(code) for item in codes for code in _split_codes(item)), _language())


@lru_cache(maxsize=1024)
def _clause(wanted: tuple[str, ...], language: str) -> SafeString:
    """Kept by each process: the Decree has some hundred clauses, and pages name them row after row."""
    if not wanted:
        return render_to_string("components/clause.html", {"label": "", "url": ""})
    anchor = writing.clause_anchor(wanted[0])
    return render_to_string(
        "components/clause.html",
        {
            "label": writing.clause_label(wanted, language),
            "url": f"/{language}/decree/" + (f"#{anchor}" if anchor else ""),
        },
    )


@register.filter
def clause_text(codes: str | None) -> str:
    """The citation alone, for running text: «п. 57»."""
    return writing.clause_label(_split_codes(codes), _language()) if codes else ""


@register.filter
def clause_full(codes: str | None) -> str:
    """The same in a document, where nothing is abbreviated: «пункт 57»."""
    return writing.clause_in_full(_split_codes(codes), _language()) if codes else ""


def _split_codes(codes: str | None) -> list[str]:
    return [code for code in (codes or "").replace(",", " ").split() if code]


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    """This page in each language: ``[{"code", "label", "name", "url", "current"}]``; a page without one leads home."""
    request = context.get("request")
    rest = _below_the_language(request) if request is not None else None
    current = _language()
    return [
        {
            "code": code,
            "label": label,
            "name": name,
            "url": f"/{code}/" if rest is None else f"/{code}{rest}",
            "current": code == current,
        }
        for code, label, name in LANGUAGES
    ]


def _below_the_language(request: HttpRequest) -> str | None:
    """The address behind its language, which is all that differs between them; None for one that no view answers."""
    language, slash, rest = request.get_full_path()[1:].partition("/")
    if not slash or language not in (code for code, _label, _name_of in LANGUAGES):
        return None
    if request.resolver_match is None and not is_valid_path(request.path_info):
        return None
    return slash + rest


# --- framed components (they hold what stands between their tags) ------------------------------------


@register.simple_block_tag
def tableframe(content: str, label: str, note: str = "") -> SafeString:
    """``{% tableframe label %}<table class="table">…</table>{% endtableframe %}``: a card that scrolls sideways.

    ``label`` names the region for a screen reader and for the keyboard; the first column stays in place.
    """
    return render_to_string("components/table_frame.html", {"content": content, "label": label, "note": note})


@register.simple_block_tag
def expander(content: str, summary: str, is_open: bool = False) -> SafeString:
    """``{% expander "How it was counted" %}…{% endexpander %}``: details that open without JavaScript."""
    return render_to_string(
        "components/expander.html", {"content": content, "summary": summary, "is_open": is_open}
    )


@register.simple_block_tag
def alert(content: str, tone: str = "neutral", title: str = "") -> SafeString:
    """``{% alert "refused" "Not taken" %}…{% endalert %}``: a word or two beside the colour, always."""
    return render_to_string(
        "components/alert.html", {"content": content, "tone": known_tone(tone), "title": title}
    )


@register.simple_block_tag
def section(content: str, anchor: str, title: str, clause: str = "", css: str = "") -> SafeString:
    """``{% section "years" _("Years") clause="c53" %}…{% endsection %}``: a part of a page under its heading."""
    return render_to_string(
        "components/section.html",
        {"content": content, "anchor": anchor, "title": title, "clause": clause, "css": css},
    )


@register.simple_block_tag
def fact(content: str, term: str, clause: str = "") -> SafeString:
    """``{% fact _("Reports") clause="c40" %}42{% endfact %}``: a row of ``<dl class="facts">``."""
    return render_to_string("components/fact.html", {"content": content, "term": term, "clause": clause})


@register.simple_block_tag
def labelled(content: str, label: str, clause: str = "", css: str = "") -> SafeString:
    """``{% labelled _("Score") %}81.4{% endlabelled %}``: something of a record under a small label, among its like."""
    return render_to_string(
        "components/labelled.html", {"content": content, "label": label, "clause": clause, "css": css}
    )


@register.inclusion_tag("components/record_journal.html")
def record_journal(entries: Any, title: str = "", anchor: str = "") -> dict[str, Any]:
    """``{% record_journal journal %}``: what happened with a record, under its heading; with ``anchor`` a section."""
    return {"entries": entries, "title": title or gettext("Journal"), "anchor": anchor}


@register.inclusion_tag("components/move_button.html")
def move_button(url: str, revision: int, label: str, look: str = "primary") -> dict[str, Any]:
    """``{% move_button address record.revision _("Withdraw") look="outline-danger" %}``: moves what the person saw."""
    return {"url": url, "revision": revision, "label": label, "look": look}


@register.simple_block_tag(takes_context=True)
def move_panel(
    context: Context, content: str, url: str, revision: int, title: str, clause: str = ""
) -> SafeString:
    """``{% move_panel address record.revision _("Publish") clause="c53" %}…{% endmove_panel %}``: a move explained."""
    return render_to_string(
        "components/move_panel.html",
        {
            "csrf_token": context.get("csrf_token"),
            "content": content,
            "url": url,
            "revision": revision,
            "title": title,
            "clause": clause,
        },
    )


@register.inclusion_tag("components/empty.html")
def nothing(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, str]:
    """``{% nothing _("No letters yet") text=_("They come when…") %}``: nothing is here, and what happens next."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/tile.html")
def tile(
    label: str, value: Any, note: str = "", clause: str = "", url: str = "", tone: str = ""
) -> dict[str, Any]:
    """``{% tile label value clause="c46" %}``: a number of the year under its name; ``tone`` colours it."""
    return {"label": label, "value": value, "note": note, "clause": clause, "url": url, "tone": tone}


#: The addresses at which a document of the desk is opened, as a file or beside a value.
_DESK_DOCUMENT = re.compile(r"(/[a-z]{2}/desk/documents/\d+/)(?:view/)?$")


@register.inclusion_tag("components/document_chip.html")
def document_chip(
    text: str, url: str = "", kind: str = "", beside: bool = False, facts: str = ""
) -> dict[str, Any]:
    """``{% document_chip document.title address kind="report" %}``: a document as evidence, with its drawn mark.

    ``facts``: the kind and size of its file, in words. Beside a document of the desk stands the way to its own page.
    """
    of_desk = _DESK_DOCUMENT.match(url)
    about = f"{of_desk[1]}about/" if of_desk else ""
    return {"text": text, "url": url, "kind": kind, "beside": beside, "about": about, "facts": facts}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", hint: str | None = None) -> dict[str, Any]:
    """``{% field form.amount %}``: label, hint, errors and the control, tied together for a screen reader.

    ``label`` and ``hint`` say it in our words where the form is a library's; its placeholder then goes too.
    """
    return field_context(bound, label, hint)


@register.simple_tag
def chip(text: str, tone: str = "neutral") -> SafeString:
    """``{% chip report.get_state_display "waiting" %}``: a state as a soft chip; the word carries the meaning."""
    return format_html('<span class="chip chip-{}">{}</span>', known_tone(tone), text)


@register.simple_tag
def calendar_words() -> SafeString:
    """The months and the weekdays as attributes, for a script that writes a day in words (static/js/fields.js)."""
    months, weekdays = writing.calendar_words(_language())
    return format_html('data-months="{}" data-weekdays="{}"', " ".join(months), " ".join(weekdays))


def known_tone(tone: str) -> str:
    """``tone`` itself; raises ``ValueError`` for one that has no style."""
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone!r}; one of {', '.join(sorted(TONES))}")
    return tone
