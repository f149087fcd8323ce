"""The grounds in law for withholding results, as data (c9.5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import yaml
from django.conf import settings

from evaluation.models.base import LANGUAGES
from evaluation.presentation import name_in


@dataclass(frozen=True)
class Ground:
    """One ground: what the public reads, by language."""

    code: str
    words: dict[str, str]

    def text(self, language: str) -> str:
        """As a reader of ``language`` is told."""
        return name_in(self.words, language)


@lru_cache(maxsize=1)
def grounds() -> tuple[Ground, ...]:
    """Those of `fixtures/content/withholding.yaml`, in their order; read once. KeyError where a language is missing."""
    path = settings.BASE_DIR / "fixtures" / "content" / "withholding.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))["grounds"]
    return tuple(Ground(one["code"], {code: one["text"][code] for code in LANGUAGES}) for one in declared)


def ground_of(reasons: dict[str, str]) -> str:
    """The code of the ground that these words are; empty for words of somebody's own."""
    return next((ground.code for ground in grounds() if ground.words == reasons), "")
