"""The checks that a methodology declares of its items, in words. `engine.plausibility` decides them.

One sentence for the form, the sign-off page, the evaluator, the workbook and the command: what is unlike, and, for who may
change the value, what to do about it. Of one workbook alone only last year's value and the parts of a total can be told;
documents and the values of comparable bodies are known to the portal.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from engine.checks import document_old, jump, outlier, total
from engine.checks.base import ERROR, WARNING, Finding, Param, said
from engine.methodology import LANGUAGES, DataItem, Words
from engine.plausibility import Cell, Doubt, Known, doubts_of, times_of

CHECKS: Final = {
    "jump": jump.CHECK,
    "sum_of": total.CHECK,
    "outlier": outlier.CHECK,
    "evidence_of_period": document_old.CHECK,
}
CORRECT = Words(
    kk="Оны түзетіңіз: есеп мұндай мәнмен берілмейді.",
    ru="Исправьте его: с таким значением отчёт не передаётся.",
    en="Correct it: the report is not handed over with it.",
)
TRIAL = Words(
    kk="Тексеру сынақта: түсіндірме бағалаушыларға көмектеседі, бірақ міндетті емес.",
    ru="Проверка испытывается: пояснение поможет оценивающим, но не обязательно.",
    en="The check is on trial: an explanation helps the evaluators, and is not required.",
)
EXPLAIN = Words(
    kk="Қате болса, түзетіңіз; дұрыс болса, түсіндіріңіз.",
    ru="Если это опечатка, исправьте значение; если оно верно, поясните.",
    en="If it is a slip, correct it; if it is right, explain it.",
)
NOTHING = Words(kk="", ru="", en="")


def finding_of(doubt: Doubt) -> Finding:
    """The doubt as the form and the workbook tell it to who may change the value."""
    todo = CORRECT if doubt.stops else TRIAL if doubt.trial else EXPLAIN
    kind = ERROR if doubt.stops else WARNING
    return CHECKS[doubt.check].found(kind, **_params(doubt), todo=todo)


def sentence_of(doubt: Doubt, language: str) -> str:
    """The doubt in the language, and what to do about it."""
    return finding_of(doubt).sentence(language)


def fact_of(doubt: Doubt, language: str) -> str:
    """The doubt alone, for whoever reads the report; of other bodies no figure is told."""
    params = {**_params(doubt), "todo": NOTHING}
    return said(CHECKS[doubt.check].words, language, params).rstrip()


def findings_of_values(
    items: Mapping[str, DataItem], numbers: Mapping[Cell, Decimal], before: Mapping[Cell, Decimal], year: int
) -> dict[Cell, list[Finding]]:
    """By place (item, language, row) what is to be said of its number. ``before`` are last year's numbers."""
    known = Known(year, numbers, before)
    found = {
        cell: [finding_of(doubt) for doubt in doubts_of(items[cell[0]], *cell[1:], known)]
        for cell in numbers
        if cell[0] in items
    }
    return {cell: findings for cell, findings in found.items() if findings}


def _params(doubt: Doubt) -> dict[str, Param]:
    params: dict[str, Param] = dict(doubt.numbers)
    if doubt.check != "jump":
        return params
    times = times_of(doubt.numbers["now"], doubt.numbers["before"])
    words = jump.BY_SHARE
    if times is not None:
        words, params["times"] = jump.BY_TIMES, times
    return {"change": Words(*(said(words, language, params) for language in LANGUAGES))}
