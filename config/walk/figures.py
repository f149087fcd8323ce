"""Synthetic values of the data items, deterministic: the same seed, year, body and item give the same digits.

Pure. Every body has a temper (how well it does) that moves a little from year to year, so that scores differ
between bodies and rise and fall over the years. Nothing here is anybody's real figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

LANGUAGES = ("kk", "ru")
PROGRAMMES = ("001", "005", "021")


@dataclass(frozen=True)
class Figure:
    """One value: a number, or a choice's code."""

    number: Decimal | None = None
    choice: str = ""


class Figures:
    """The synthetic figures of one body in one year. ``seed`` is the demo's."""

    def __init__(self, seed: str, year: int, body: str) -> None:
        self._key = f"{seed}:{body}"
        self.year = year
        base = Random(f"{self._key}:temper").uniform(0.55, 0.98)  # noqa: S311 — figures, not secrets
        drift = sum(Random(f"{self._key}:drift:{y}").uniform(-0.05, 0.06) for y in range(2016, year + 1))  # noqa: S311
        self.temper = min(max(base + drift, 0.35), 1.0)

    def _random(self, *key: str) -> Random:
        return Random(":".join((self._key, str(self.year), *key)))  # noqa: S311

    def _size(self, name: str, low: int, high: int) -> int:
        """A size that belongs to the body and grows slowly: staff, services, applications."""
        at = Random(f"{self._key}:size:{name}").uniform(0, 1)  # noqa: S311
        growth = 1 + 0.03 * (self.year - 2016) + self._random("size", name).uniform(-0.02, 0.02)
        return max(int((low + (high - low) * at * at) * growth), low)

    def _share(self, name: str, best: float = 1.0, worst: float = 0.6) -> float:
        """A share between worst and best that follows the body's temper, with some luck."""
        luck = self._random("share", name).gauss(0, 0.12)
        return worst + (best - worst) * min(max(self.temper + luck, 0.0), 1.0)

    def _few(self, name: str, most: int) -> int:
        """A small number of bad events: fewer the better the temper."""
        return round(most * (1 - min(max(self.temper + self._random("few", name).gauss(0, 0.15), 0.0), 1.0)))

    def kpi_fact(self, code: str, plan: Decimal, better: str) -> Decimal:
        """The actual value of a key performance indicator: around its plan, by temper."""
        share = Decimal(str(round(self._share(f"kpi:{code}", 1.06, 0.78), 4)))
        fact = plan * share if better == "higher" else plan / share
        return fact.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def of(self, item: str, language: str = "", row: str = "") -> Figure:
        """The value of a data item; for an item it does not know, a share of 100 by temper."""
        if item.startswith("site_"):
            luck = self._share(f"{item}:{language}", 1.1, 0.2)
            return Figure(choice="yes" if luck > 0.75 else "partly" if luck > 0.5 else "no")
        if item.startswith("programme_"):
            plan = 100 * (1 + self._size(f"{row}", 3, 60))
            share = self._share(f"programme:{row}", 1.04, 0.72)
            return Figure(Decimal(plan if item == "programme_plan" else int(plan * share)))
        return Figure(self._number(item))

    def _number(self, item: str) -> Decimal:
        sized = {
            "goals_planned": (6, 24),
            "planned": (900_000, 60_000_000),
            "rendered": (4_000, 900_000),
            "appeals": (300, 24_000),
            "survey_answers": (140, 2_400),
            "datasets_due": (12, 90),
            "staff": (120, 2_800),
            "vacancies_filled": (12, 240),
            "functions_due": (20, 140),
            "documents": (9_000, 260_000),
            "training_due": (40, 900),
            "drafts_due": (6, 60),
            "transfers_received": (500_000, 9_000_000),
        }
        if item in sized:
            return Decimal(self._size(item, *sized[item]))
        parts = {
            "goals_reached": ("goals_planned", 1.0, 0.6),
            "spent": ("planned", 1.0, 0.93),
            "rendered_in_time": ("rendered", 1.0, 0.9),
            "rendered_electronically": ("rendered", 0.95, 0.45),
            "rendered_once_only": ("rendered", 1.0, 0.6),
            "appeals_in_time": ("appeals", 1.0, 0.88),
            "datasets_updated": ("datasets_due", 1.0, 0.55),
            "filled_by_competition": ("vacancies_filled", 1.0, 0.5),
            "functions_automated": ("functions_due", 0.98, 0.5),
            "documents_electronic": ("documents", 1.0, 0.7),
            "staff_trained": ("training_due", 1.0, 0.7),
            "culture_answers": ("staff", 0.9, 0.2),
            "drafts_published": ("drafts_due", 1.0, 0.7),
            "transfers_used": ("transfers_received", 1.0, 0.9),
        }
        if item in parts:
            whole, best, worst = parts[item]
            return Decimal(int(int(self._number(whole)) * self._share(item, best, worst)))
        bad = {
            "goals_changed": 3,
            "overturned": 9,
            "security_findings": 5,
        }
        if item in bad:
            return Decimal(self._few(item, bad[item]))
        if item == "security_remedied":
            found = self._few("security_findings", 5)
            return Decimal(min(found, int(found * self._share("remedied", 1.0, 0.2) + 0.5)))
        if item == "violations":
            spent = int(self._number("spent"))
            return Decimal(int(spent * max(0.0, 0.18 * (1 - self._share("violations", 1.02, 0.3)))))
        if item == "upheld":
            return Decimal(
                int(int(self._number("rendered")) / 1000 * 2 * (1 - self._share("upheld", 1.0, 0.2)))
            )
        if item == "appeals_repeated":
            return Decimal(int(int(self._number("appeals")) * 0.09 * (1 - self._share("repeated", 1.0, 0.2))))
        if item == "staff_left":
            return Decimal(
                int(int(self._number("staff")) * (0.04 + 0.2 * (1 - self._share("left", 1.0, 0.2))))
            )
        if item == "overtime_hours":
            return Decimal(int(int(self._number("staff")) * 48 * 6 * (1 - self._share("overtime", 1.0, 0.3))))
        if item == "survey_mean":
            return Decimal(str(round(1 + 4 * self._share("survey", 0.98, 0.6), 2)))
        if item == "culture_index":
            return Decimal(str(round(100 * self._share("culture", 0.96, 0.55), 1)))
        return Decimal(str(round(100 * self._share(item, 1.0, 0.6), 1)))
