"""System checks: nothing that keeps the doors is left out of the settings, nothing that a transition names is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from evaluation import database_guards, rights, state_sets
from evaluation.conditions import Condition, registered
from evaluation.models.base import transitions_of

KEEPERS = (
    "evaluation.middleware.DefaultDenyMiddleware",
    "evaluation.middleware.MfaRequiredMiddleware",
    "evaluation.middleware.RefusalMiddleware",
)
AFTER = "django.contrib.auth.middleware.AuthenticationMiddleware"


@register(Tags.security)
def doors_are_kept(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """sarap.E001: a middleware that keeps the doors is missing, or stands before the one that knows the person."""
    order = list(settings.MIDDLEWARE)
    known = order.index(AFTER) if AFTER in order else len(order)
    return [
        Error(
            f"{keeper} must stand in MIDDLEWARE, after {AFTER}.",
            hint="Without it a view without a declaration would open to everybody.",
            id="sarap.E001",
        )
        for keeper in KEEPERS
        if keeper not in order or order.index(keeper) < known
    ]


@register()
def states_are_known_everywhere(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """sarap.E005: a state that a set of states, or the tones in which states are shown, does not know."""
    hint = "Say in it, beside the states, whether the state is inside, or which tone it has."
    return [Error(fault, hint=hint, id="sarap.E005") for fault in state_sets.faults()]


@register()
def transitions_name_what_is_there(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """sarap.E002, E003: a transition's guard or right is missing, or registered twice; E004: a right granted twice."""
    found: list[CheckMessage] = []
    for model in apps.get_models():
        for move, transition in transitions_of(model):
            where = f"{model._meta.label}.{move}"
            for condition in transition.conditions or ():
                found += _guard_faults(condition, where)
            law = transition.custom.get("law")
            if law is None or not rights.grants_of(law.right):
                named = "no right" if law is None else f"the right “{law.right}”, which no rights.py grants"
                found.append(
                    Error(
                        f"{where} names {named}.",
                        hint="Grant it in the floor's rights.py: rights.grant(name, predicate, …).",
                        id="sarap.E003",
                    )
                )
    for right in rights.granted():
        if len(rights.grants_of(right)) > 1:
            found.append(
                Error(
                    f"The right “{right}” is granted {len(rights.grants_of(right))} times.",
                    hint="One name, one meaning: grant it once, in the rights.py of its floor.",
                    id="sarap.E004",
                )
            )
    return found


@register()
def every_state_has_a_way_out(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """sarap.E007: a state that nothing leads on from and that is no named end, an end that has a way out, a state that
    nothing leads to."""
    found: list[CheckMessage] = []
    for model in apps.get_models():
        moves = [transition for _move, transition in transitions_of(model)]
        if not moves:
            continue
        field: Any = model._meta.get_field("state")
        states = {str(code) for code, _label in field.flatchoices}
        left = {str(move.source) for move in moves}
        reached = {str(field.default), *(str(move.target) for move in moves)}
        ends = {str(end) for end in getattr(model, "ends", ())}
        faults = {
            "has no way out": states - left - ends,
            "is named an end, and is left": ends & left,
            "is never reached": states - reached,
        }
        found += [
            Error(
                f"{model._meta.label}: the state “{state}” {what}.",
                hint="Declare a transition from it, or name it in the model's ends.",
                id="sarap.E007",
            )
            for what, of in faults.items()
            for state in sorted(of)
        ]
    return found


def _guard_faults(condition: Any, where: str) -> list[CheckMessage]:
    if not isinstance(condition, Condition):
        return [
            Error(
                f"{where} has a condition that is not named.",
                hint='Name it: conditions=[only_if("<floor>.<guard>")], and register the guard in guards.py.',
                id="sarap.E002",
            )
        ]
    known = len(registered(condition.name))
    if known == 1:
        return []
    said = "which no guards.py registers" if known == 0 else f"which is registered {known} times"
    return [
        Error(
            f"{where} names the guard “{condition.name}”, {said}.",
            hint="Write @guard once, over one function of that name in the floor's guards.py.",
            id="sarap.E002",
        )
    ]


@register(Tags.database)
def database_refuses_what_it_should(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """sarap.E006: a guard of the database is missing, off or changed. Asked by ``check --database default``.

    ``migrate`` asks too, before it has made any table: an empty database has nothing to guard.
    """
    if (
        "default" not in (databases or ())
        or "evaluation_journalentry" not in connection.introspection.table_names()
    ):
        return []
    hint = "`manage.py migrate`, run as the owner of the tables, installs what is missing; then find out who changed it."
    return [Error(fault, hint=hint, id="sarap.E006") for fault in database_guards.faults()]
