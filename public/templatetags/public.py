"""Tags of the public pages. Load with ``{% load public %}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from engine.methodology import Words
from evaluation.models import Block
from evaluation.presentation import name_in
from methodologies.content import text_of
from public.results import NOT_APPLICABLE, PublicFile, Result
from public.selectors_closed import Note
from public.selectors_files import number_in_address

register = template.Library()


@register.filter
def public_words(text: Words | None) -> str:
    """``{{ degree.name|public_words }}``: a methodology's text in the reader's language."""
    return text_of(text)


@register.simple_tag
def note_words(note: Note) -> str:
    """``{% note_words note %}``: what the public reads in the place of what is withheld, in the reader's language."""
    return name_in(dict(note.words), get_language() or "kk")


@register.simple_tag
def download_address(year: int, kind: str) -> str:
    """Where a year's results lie as "csv", "xlsx" or "json"."""
    return reverse(f"results_{kind}", args=[year])


@register.simple_tag
def sort_heading(
    columns: Mapping[str, Mapping[str, str]], column: str, heading: str, anchor: str, css: str = ""
) -> SafeString:
    """The head of a column: a link that sorts by it, without a script; how it is sorted now is read aloud."""
    return _heading(columns[column], heading, anchor, css, "")


@register.simple_tag
def block_heading(columns: Mapping[str, Mapping[str, str]], number: int, anchor: str) -> SafeString:
    """The head of a block's column: a short name, the full one for a resting pointer and a screen reader."""
    short = {
        1: pgettext("head of a block's column", "Goals"),
        2: pgettext("head of a block's column", "Citizens"),
        3: pgettext("head of a block's column", "Development"),
    }[number]
    full = gettext("Block %(number)s: %(name)s") % {"number": number, "name": Block(number).label}
    return _heading(columns[f"block{number}"], short, anchor, "num", full)


def _heading(column: Mapping[str, str], heading: str, anchor: str, css: str, title: str) -> SafeString:
    sorted_now = column["sorted"]
    sign = {"ascending": " ↑", "descending": " ↓", "": ""}[sorted_now]
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="?{}#{}" rel="nofollow"{}>{}<span aria-hidden="true">{}</span></a></th>',
        format_html(' class="{}"', css) if css else "",
        format_html(' aria-sort="{}"', sorted_now) if sorted_now else "",
        column["query"],
        anchor,
        format_html(' title="{}"', title) if title else "",
        heading,
        sign,
    )


@register.inclusion_tag("public/file_links.html")
def conclusion_links(result: Result) -> dict[str, Any]:
    """``{% conclusion_links row %}``: the published conclusions' files, each in the reader's language where it is built;
    which of them are in preparation; and, when there is none, why not."""
    links: dict[str, list[dict[str, Any]]] = {PublicFile.READY: [], PublicFile.PREPARED: []}
    for block in result.blocks:
        language = block.file_language
        if not language:
            continue
        state = block.files[language]
        said = {"block": block.block, "body": result.body.short_name}
        links[state].append(
            {
                "block": block.block,
                "language": language,
                "url": reverse(
                    "conclusion_file", args=[result.year, number_in_address(block.number), language]
                ),
                "label": gettext("Conclusion on block %(block)s, %(body)s, PDF") % said
                if state == PublicFile.READY
                else gettext("Conclusion on block %(block)s, %(body)s, PDF in preparation") % said,
            }
        )
    reasons = [block.without_file for block in result.blocks if block.state != NOT_APPLICABLE]
    return {
        "ready": links[PublicFile.READY],
        "prepared": links[PublicFile.PREPARED],
        "reason": next((reason for reason in reasons if reason), gettext("there is no conclusion")),
    }
