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
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from evaluation import clock
from evaluation.acting import wake
from evaluation.models import Body, User
from evaluation.models.base import Named
from evaluation.presentation import moment_text
from schedule.models import Letter, Term


@dataclass(frozen=True)
class LetterText:
    """The words of one kind of letter: lazily translated, with ``%(name)s`` places for the context."""

    subject: Any
    text: Any


_texts: dict[str, LetterText] = {}


def register(kind: str, subject: Any, text: Any) -> None:
    """Give the words of a kind of letter; called from an app's ``ready``."""
    _texts[kind] = LetterText(subject, text)


def registered() -> Mapping[str, LetterText]:
    """All kinds and their words."""
    return dict(_texts)


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
        return moment_text(value.astimezone(clock.ALMATY).date(), language, year=True)
    if isinstance(value, date):
        return moment_text(value, language, year=True)
    if isinstance(value, Promise | models.Model):
        return str(value)
    return "" if value is None else str(value)


def write_letters(
    people: Iterable[User], kind: str, key: str, about: Body | None, path: str, **context: Any
) -> None:
    """Write one letter of ``kind`` to each person, once per ``key``; one insert, and a worker is woken on commit.

    ``path`` is the page's address without the language prefix ("desk/reports/17/"). Unknown kinds are a
    programming error (KeyError).
    """
    words = _texts[kind]
    now = clock.now()
    rows = []
    for person in {person.pk: person for person in people}.values():
        with override(person.language):
            told = {name: in_words(value) for name, value in context.items()}
            rows.append(
                Letter(
                    to=person,
                    key=key,
                    kind=kind,
                    language=person.language,
                    subject=(str(words.subject) % told)[:300],
                    text=str(words.text) % told,
                    path=path,
                    about=about,
                    written_at=now,
                )
            )
    if rows:
        Letter.objects.bulk_create(rows, ignore_conflicts=True)
        from schedule.tasks import deliver_letters

        wake(deliver_letters)
