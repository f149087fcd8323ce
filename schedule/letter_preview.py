"""How changed words of a letter would read: in the three languages, with sample values, before anything is saved.

The sample stands for what the portal would fill in: every name that any letter's words use has one, and a test
holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from evaluation import clock
from evaluation.journal_seals import PLACE, sentence
from evaluation.models import AccountChangeState, Scope, User
from schedule.letter_kinds import context_names, registered
from schedule.letters import LetterText, changed_words, day_of_act, render_letter
from schedule.milestone_labels import MILESTONE_LABELS
from schedule.milestones import Milestone
from schedule.models import Letter

LANGUAGES = ("kk", "ru", "en")
SAMPLE_DAY = date(2019, 2, 28)

SAMPLES: Mapping[str, Any] = {
    "account": "a.preparer",
    "block": "1",
    "blocks": "1, 2, 3",
    "change": "a.preparer: email",
    "changes": _("• a first change\n• a second change"),
    "count": 2,
    "day": SAMPLE_DAY,
    "direction": "1.1",
    "finding": lazy(sentence, str)(PLACE, 5),
    "guards": 0,
    "how_long": _("without a term"),
    "matters": _("• a first matter\n• a second matter"),
    "milestone": MILESTONE_LABELS[Milestone.REPORTS],
    "nearest": _("a first matter"),
    "note": "sarap\n1250\nb2F0aGFzaG9mdGhlam91cm5hbA==",
    "number": "2018-1-006",
    "order": "125",
    "ordered_on": day_of_act(SAMPLE_DAY),
    "document": _("(here stands the name of the document)"),
    "public_note": _("(here stands the note to the public)"),
    "reason": _("(here stands the reason that was written)"),
    "size": 1250,
    "state": AccountChangeState.CONFIRMED.label,
    "subject": _("methodology"),
    "term": SAMPLE_DAY,
    "until": SAMPLE_DAY,
    "version": 2,
    "what": _("all results of the year"),
    "year": 2018,
}


@dataclass(frozen=True)
class Preview:
    """A letter in one language; ``typed``: by the words that are being changed, not by those in use."""

    language: str
    subject: str
    body: SafeString
    typed: bool


def sample_context(kind: str) -> dict[str, Any]:
    """A sample value for every name that letters of ``kind`` use. At most one query."""
    names = context_names(kind)
    context = {name: SAMPLES[name] for name in names if name != "body"}
    if "body" in names:
        scope = Scope.objects.select_related("body").order_by("number").first()
        context["body"] = scope.body if scope else _("the body’s name")
    return context


def previews(kind: str, language: str, subject: str, text: str, reader: User) -> list[Preview]:
    """The letter in the three languages, as a mail program shows it: in ``language`` by the given words.

    The words must compile (``letter_kinds.faults_of``). Nothing is written. Two queries.
    """
    words = {**changed_words(kind), language: LetterText(subject, text)}
    context = sample_context(kind)
    found = []
    for code in LANGUAGES:
        title, said = render_letter(registered()[kind], words, code, context)
        letter = Letter(to=reader, kind=kind, language=code, subject=title, text=said, written_at=clock.now())
        with override(code):
            body = render_to_string("schedule/letter_body.html", {"letter": letter, "address": ""})
        found.append(Preview(code, title, SafeString(body), code == language))
    return found
