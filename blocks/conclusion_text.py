"""The words of a block conclusion in the three languages, from its figures and the format of c47 and c50.

The format is data (`fixtures/content/conclusions.yaml`); the words are written once, when the conclusion is drawn
up, and kept in it: a later change of the format changes no conclusion that stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import override

from blocks import remade_marks
from blocks.models import Conclusion, Recommendation, RecommendationState
from engine.formulas import NotCounted
from engine.methodology import Indicator, MethodologyText, Words, scores_alike
from engine.scoring import BlockScore, Points
from evaluation import clock
from evaluation.models import Block
from evaluation.models.base import LANGUAGES, in_language
from evaluation.presentation import DASH, date_of_act_text, date_text, decimal_text
from methodologies.content import methodology_of
from reports.models import Report

LOW = Decimal(70)
FULL = Decimal(100)
NAMED_AT_MOST = 5


@lru_cache(maxsize=1)
def formats() -> dict[str, Any]:
    """The formats of conclusions, read once."""
    path = settings.BASE_DIR / "fixtures" / "content" / "conclusions.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def typical_recommendations() -> dict[str, list[dict[str, Any]]]:
    """Typical recommendations by direction, read once."""
    path = settings.BASE_DIR / "fixtures" / "content" / "recommendations.yaml"
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[str, list[dict[str, Any]]] = loaded["recommendations"]
    return found


@dataclass(frozen=True)
class Matter:
    """What a conclusion tells of: the score, last year's conclusion, the report, earlier and new recommendations."""

    conclusion: Conclusion
    score: BlockScore
    previous: Conclusion | None
    report: Report | None
    earlier: tuple[Recommendation, ...]


def written(matter: Matter) -> dict[str, Any]:
    """The sections of c47 in every language: language → list of {code, clause, title, paragraphs}."""
    return {language: _sections(matter, language) for language in LANGUAGES}


def _sections(matter: Matter, language: str) -> list[dict[str, Any]]:
    sections = {section["code"]: section for section in formats()["block"]["sections"]}
    tell = {
        "final_report": _final_report,
        "earlier_recommendations": _earlier,
        "findings": _findings,
    }
    return [
        {
            "code": code,
            "clause": sections[code]["clause"],
            "title": sections[code]["title"][language],
            "paragraphs": [
                sections[code]["sentences"][sentence][language].format(**values)
                for sentence, values in paragraphs(matter, language)
            ],
        }
        for code, paragraphs in tell.items()
    ]


Told = Iterable[tuple[str, dict[str, Any]]]


def _number(value: Decimal, language: str) -> str:
    return decimal_text(value, language, 2)


def _final_report(matter: Matter, language: str) -> Told:
    score = matter.score
    if score.value is not None:
        yield "score", {"score": _number(score.value, language)}
    previous = matter.previous
    if previous is not None and previous.score is not None and score.value is not None:
        change = score.value - previous.score
        sign = "+" if change > 0 else "−" if change < 0 else ""
        yield (
            "previous",
            {
                "previous": _number(previous.score, language),
                "change": f"{sign}{_number(abs(change), language)}",
            },
        )
        if not scores_alike(methodology_of(previous.methodology), score.methodology):
            yield "previous_other_methodology", {}
    for direction in score.plan.directions:
        value = score.direction_values()[direction.direction.code]
        if isinstance(value, Decimal):
            told = {
                "direction": direction.direction.code,
                "title": _words(direction.direction.name, language),
            }
            yield "direction", told | {"score": _number(value, language)}
    for indicator, found in score.indicators():
        if isinstance(found, NotCounted):
            reasons = "; ".join(
                dict.fromkeys(
                    reason_in(score.methodology, str(reason.text or reason.code), language)
                    for reason in found.reasons
                )
            )
            yield (
                "not_counted",
                {"code": indicator.code, "indicator": _name(indicator, language), "reason": reasons},
            )
    yield from _recounted(matter, language)
    taken = [(penalty.penalty, penalty.points) for penalty in score.penalties if penalty.points]
    for penalty, points in taken:
        yield "penalty", {"points": _number(points, language), "reason": _words(penalty.name, language)}
    if not taken:
        yield "no_penalty", {}
    report = matter.report
    if report is not None and report.signed_at is not None and report.accepted_at is not None:
        signed, accepted = (
            date_text(clock.day_of(moment), language, year=True)
            for moment in (report.signed_at, report.accepted_at)
        )
        yield "report_received", {"signed": signed, "received": accepted}


def _recounted(matter: Matter, language: str) -> Told:
    """Which indicators this version counts again: left out when and why, and when their figures came (A-SCORE-2)."""
    names = {indicator.code: _name(indicator, language) for indicator, _points in matter.score.indicators()}
    for one in matter.conclusion.recounted:
        yield (
            "recounted_in_part" if one.get("partly") else "recounted",
            {
                "code": one["indicator"],
                "indicator": names[one["indicator"]],
                "reason": reason_in(matter.score.methodology, one["reason"], language),
                "left": _day(one["left_out_at"], language),
                "came": _day(one["arrived_at"], language),
            },
        )


def _day(moment: str, language: str) -> str:
    return date_text(clock.day_of(datetime.fromisoformat(moment)), language, year=True)


def reason_in(methodology: MethodologyText, reason: str, language: str) -> str:
    """Why something was not counted: the recorded words, or those of a code, the methodology's or our own, in
    ``language``."""
    declared = {one.code: one.name for one in methodology.reasons}
    with override(language):
        ours = {code: str(words) for code, words in remade_marks.WORDS.items()}
    said = {code: _words(name, language) for code, name in declared.items()} | ours
    return "; ".join(said.get(part, part) for part in reason.split("; "))


def _earlier(matter: Matter, language: str) -> Told:
    if not matter.earlier:
        yield "none", {}
        return
    done = [given for given in matter.earlier if given.outcome == RecommendationState.DONE]
    not_done = [given for given in matter.earlier if given.outcome == RecommendationState.NOT_DONE]
    unjudged = len(matter.earlier) - len(done) - len(not_done)  # their term is not over yet
    yield (
        "summary",
        {
            "given": len(matter.earlier),
            "executed": len(done),
            "unjudged": unjudged,
            "not_executed": len(not_done),
        },
    )
    for given in done:
        yield "executed", {"text": in_language(given, "text", language)}
    for given in not_done:
        yield (
            "not_executed",
            {
                "text": in_language(given, "text", language),
                "due": date_text(given.due_on, language, year=True),
            },
        )


def _findings(matter: Matter, language: str) -> Told:
    counted = [
        (indicator, points) for indicator, points in matter.score.indicators() if isinstance(points, Decimal)
    ]
    if counted and all(points == FULL for _indicator, points in counted):
        yield "all_full", {}
        return
    strong = sorted((pair for pair in counted if pair[1] > LOW), key=lambda pair: -pair[1])
    weak = weakest(matter.score.indicators())
    if strong:
        named, rest = strong[:NAMED_AT_MOST], strong[NAMED_AT_MOST:]
        yield "strong", {"indicators": _names((indicator for indicator, _points in named), language)}
        if rest:
            yield "strong_rest", {"low": str(LOW), "count": str(len(rest))}
    if weak:
        yield "weak", {"indicators": _names((indicator for indicator, _points in weak), language)}


def weakest(indicators: Iterable[tuple[Indicator, Points]]) -> list[tuple[Indicator, Decimal]]:
    """The indicators below 70 points, the lowest first."""
    low = [
        (indicator, points)
        for indicator, points in indicators
        if isinstance(points, Decimal) and points < LOW
    ]
    return sorted(low, key=lambda pair: (pair[1], pair[0].code))


def _names(indicators: Iterable[Indicator], language: str) -> str:
    return "; ".join([f"«{_name(indicator, language)}»" for indicator in indicators])


def _name(indicator: Indicator, language: str) -> str:
    return _words(indicator.name, language)


def _words(words: Words, language: str) -> str:
    return str(getattr(words, language))


def block_name(block: int, language: str) -> str:
    """The block's official name in ``language``."""
    with override(language):
        return str(Block(block).label)


def heading(conclusion: Conclusion, language: str) -> dict[str, str]:
    """Title, addressee, evaluator and legal basis of the conclusion in ``language``."""
    words, ordered = formats()["block"], conclusion.methodology.order_date
    values = {
        "block": block_name(conclusion.block, language),
        "year": conclusion.cycle.year,
        "body": in_language(conclusion.body, "name", language),
        "authority": in_language(conclusion.lead, "name", language),
        "methodology": in_language(conclusion.methodology, "title", language),
        "version": conclusion.methodology.version,
        "order": conclusion.methodology.order_number,
        "date": date_of_act_text(ordered, language) if ordered else DASH,
    }
    return {
        part: words[part][language].format(**values) for part in ("title", "addressee", "evaluator", "basis")
    }


def appeal_notice(conclusion: Conclusion, language: str) -> dict[str, Any] | None:
    """The section on the right to object, once the term runs; for a version corrected on appeal, that it is one."""
    section = next(s for s in formats()["block"]["sections"] if s["code"] == "appeal_notice")
    if conclusion.version > 1 and not conclusion.recounted and conclusion.approved_at is not None:
        day = clock.day_of(conclusion.approved_at)
        sentence = section["sentences"]["corrected"][language].format(
            date=date_text(day, language, year=True)
        )
    elif conclusion.objection_term is not None:
        until = date_text(conclusion.objection_term.last_day, language, year=True)
        sentence = section["sentences"]["term"][language].format(until=until)
    else:
        return None
    return {"clause": section["clause"], "title": section["title"][language], "paragraphs": [sentence]}
