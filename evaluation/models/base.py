"""What every record of the portal shares: names in three languages, and state machines the database keeps too."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, TypeVar

import pgtrigger
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from evaluation.models.triggers import GuardTrigger, Moves

ModelT = TypeVar("ModelT", bound=type[models.Model])

LANGUAGES = ("kk", "ru", "en")


def in_language(obj: object, field: str, language: str | None = None) -> str:
    """The value of ``field`` in the active (or named) language, falling back to Russian, the Decree's own."""
    code = (language or get_language() or "kk")[:2]
    return str(getattr(obj, f"{field}_{code}", "") or getattr(obj, f"{field}_ru", ""))


class Named(models.Model):
    """A record with an official name in Kazakh, Russian and English."""

    name_kk = models.CharField(_("name in Kazakh"), max_length=400)
    name_ru = models.CharField(_("name in Russian"), max_length=400)
    name_en = models.CharField(_("name in English"), max_length=400)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self, "name")

    def __str__(self) -> str:
        return self.name


class Record(FSMModelMixin, models.Model):
    """A record under the law: its state moves only by transitions, which name their rights and guards.

    ``revision`` counts the changes. A form carries the revision it was opened at, and an action refuses one that
    is no longer current, so that nobody overwrites what they have not seen.
    """

    #: What an act needs beside the row itself, fetched with it in the one query that locks it …
    at_hand: ClassVar[tuple[str, ...]] = ()
    #: … and the bulky columns that acts do not need.
    left_behind: ClassVar[tuple[str, ...]] = ()
    #: The states from which nothing leads on, named: every other one has a way out (``sarap.E007``).
    ends: ClassVar[tuple[str, ...]] = ()

    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class StateField(FSMField):
    """A state that migrations know as the text column it is.

    Historical models have no transitions; as FSMFields they would each listen for every model made after them,
    which doubles the time that migrations take.
    """

    def deconstruct(self) -> Any:
        """What migrations write: Django's own column, without the option that only django-fsm knows."""
        name, _path, arguments, options = super().deconstruct()
        options.pop("protected", None)
        return name, "django.db.models.CharField", arguments, options


def state_field(states: type[models.TextChoices], initial: str) -> FSMField:
    """A protected state: only a transition changes it, in Python as in the database."""
    return StateField(
        _("state"), choices=states.choices, default=initial, protected=True, max_length=32, db_index=True
    )


@cache
def transitions_of(model: type[models.Model]) -> list[Any]:
    """Every django-fsm transition that the model declares, as (method name, Transition), in order of writing."""
    found: list[tuple[str, Any]] = []
    for name in dir(model):
        method = getattr(model, name, None)
        fsm = getattr(method, "_django_fsm", None)
        if fsm is not None:
            found.extend((name, transition) for transition in fsm.transitions.values())
    return sorted(found, key=lambda pair: pair[1].method.__code__.co_firstlineno)


def guarded(model: ModelT) -> ModelT:
    """Make PostgreSQL keep the model's state machine: built from the same transitions as the Python one.

    Two triggers: a row is born in the initial state, and its state moves only along a declared transition.
    """
    fields = [field for field in model._meta.local_fields if isinstance(field, FSMField)]
    as_model: Any = model  # the stubs ask for an instance where the library takes the class
    for field in fields:
        column, name = field.column, field.name
        moves = sorted({(str(move.source), str(move.target)) for _, move in transitions_of(model)})
        if moves:
            Moves(name=f"{name}_moves", field=name, transitions=moves).register(as_model)
        GuardTrigger(
            name=f"{name}_begins",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(f"NEW.\"{column}\" IS DISTINCT FROM '{field.default}'"),
            func=f"RAISE EXCEPTION 'sarap: a row of % is born in state \"{field.default}\"', TG_TABLE_NAME;",
        ).register(as_model)
    return model
