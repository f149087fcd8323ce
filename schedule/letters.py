"""Letters to people: written as rows in the act's own transaction, sent by a worker that the broker only wakes.

Every floor registers the texts of its kinds (``register``); ``write_letters`` renders them in each person's
language. A letter is unique per (person, key): running an act's tail twice tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, override

from evaluation import clock
from evaluation.acting import wake
from evaluation.models import Body, User
from evaluation.models.base import LANGUAGES, Named
from evaluation.presentation import date_of_act_text, ended_once, moment_text
from evaluation.time_zone import end_of_term
from schedule.letter_kinds import LetterText, words_of
from schedule.models import Letter, LetterTemplate, Term


def in_words(value: Any) -> str:
    """A context value as the reader of the active language reads it."""
    language = get_language() or "kk"
    if isinstance(value, Body):
        return value.short_name
    if isinstance(value, Named):
        return value.name
    if isinstance(value, Term):
        return moment_text(value.last_day, language, year=True)
    if isinstance(value, datetime):
        day, hour = end_of_term(value)
        return moment_text(day, language, time=hour, year=True)
    if isinstance(value, date):
        return moment_text(value, language, year=True)
    if isinstance(value, Promise | models.Model):
        return str(value)
    return "" if value is None else str(value)


def day_of_act(day: date | None) -> Any:
    """The day of an order as acts are cited, in each reader's language; of an act without an order nothing."""
    return lazy(lambda: date_of_act_text(day, get_language() or "kk"), str)() if day else ""


def changed_words(kind: str) -> dict[str, LetterText]:
    """The words that an administrator set for ``kind``, by language. One query."""
    found = LetterTemplate.objects.filter(kind=kind)
    return {row.language: LetterText(row.subject, row.text) for row in found}


def render_letter(
    words: LetterText, changed: Mapping[str, LetterText], language: str, context: Mapping[str, Any]
) -> tuple[str, str]:
    """Subject and text in ``language``: the changed words where there are any, else the shipped ones."""
    with override(language):
        told = {name: in_words(value) for name, value in context.items()}
        used = changed.get(language, words)
        # A header is one line: with a line end in it the letter could never be sent.
        lines = (str(used.subject) % told).splitlines()
        subject = " ".join(line.strip() for line in lines if line.strip())
        return ended_once(subject)[:300], ended_once(str(used.text) % told)


def letter_to(
    person: User,
    kind: str,
    key: str,
    about: Body | None,
    path: str,
    context: Mapping[str, Any],
    changed: Mapping[str, LetterText],
) -> Letter:
    """One letter, not saved yet. Unknown kinds are a programming error (KeyError)."""
    return _addressed(person, kind, key, about, path, told_in_all(kind, context, changed))


def told_in_all(
    kind: str, context: Mapping[str, Any], changed: Mapping[str, LetterText]
) -> dict[str, tuple[str, str]]:
    """Language code → subject and text, in every language of the portal."""
    return {code: render_letter(words_of(kind), changed, code, context) for code in LANGUAGES}


def _addressed(
    person: User, kind: str, key: str, about: Body | None, path: str, told: Mapping[str, tuple[str, str]]
) -> Letter:
    subject, text = told[person.language]
    return Letter(
        to=person,
        key=key,
        kind=kind,
        language=person.language,
        subject=subject,
        text=text,
        told={code: list(words) for code, words in told.items() if code != person.language},
        path=path,
        about=about,
        written_at=clock.now(),
    )


def write_letters(
    people: Iterable[User], kind: str, key: str, about: Body | None, path: str, **context: Any
) -> None:
    """Write one letter of ``kind`` to each person, once per ``key``; two queries, and a worker is woken on commit.

    ``path`` is the page's address without the language prefix ("desk/reports/17/").
    """
    to = {person.pk: person for person in people}.values()
    if not to:
        return
    told = told_in_all(kind, context, changed_words(kind))
    rows = [_addressed(person, kind, key, about, path, told) for person in to]
    Letter.objects.bulk_create(rows, ignore_conflicts=True)
    wake_delivery()


#: So many letters are written by one statement.
_AT_ONCE = 1000


@dataclass(frozen=True)
class ToWrite:
    """What ``write_letters`` is told of one body's letter."""

    people: Iterable[User]
    about: Body | None
    context: Mapping[str, Any]


def write_many(letters: Iterable[ToWrite], kind: str, key: str, path: str) -> None:
    """The letters of one act on many bodies: one query, and an insert for every thousand letters."""
    changed = changed_words(kind)
    rows = []
    for one in letters:
        to = {person.pk: person for person in one.people}.values()
        told = told_in_all(kind, one.context, changed) if to else {}
        rows += [_addressed(person, kind, key, one.about, path, told) for person in to]
    if rows:
        Letter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_AT_ONCE)
        wake_delivery()


def wake_delivery() -> None:
    """Wake the worker that sends letters, after the transaction."""
    wake("schedule.deliver_letters")
