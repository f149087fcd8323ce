"""How far each body's block has come in the year under way, so that as many offices as possible have a turn. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

#: The stages of one block of one body, in order. A halt names the first stage that has not happened yet.
STAGES = (
    "resubmitted",  # a returned report handed to the first head again
    "resigned",  # … and signed again
    "accepted",  # the report accepted
    "marked",  # marks sent for approval
    "marks_approved",
    "partial_delivered",
    "drawn",  # the conclusion drawn up
    "approved",
    "received",  # the conclusion delivered to the body
    "received_early",  # … in March, so that the term for objections has passed
    "objected",  # an objection drafted
    "filed",
    "in_review",  # with the special commission
    "decided",
    "corrected",
    "final",
    "handed_over",
)
ORDER = {stage: number for number, stage in enumerate(STAGES)}

#: Of a hundred blocks, how many halt before each stage; the rest halt before "received_early".
SHARES = {
    "resubmitted": 3,
    "resigned": 3,
    "accepted": 4,
    "marked": 6,
    "marks_approved": 6,
    "partial_delivered": 4,
    "drawn": 6,
    "approved": 6,
    "received": 6,
    "objected": 0,
    "filed": 3,
    "in_review": 4,
    "decided": 4,
    "corrected": 3,
    "final": 6,
    "handed_over": 8,
}


def halts_of(places: Iterable[tuple[int, int]], random: Random) -> dict[tuple[int, int], str]:
    """(body id, block) → the stage before which it halts, dealt out like cards: every kind of turn occurs."""
    shuffled = sorted(places)
    random.shuffle(shuffled)
    cards = [stage for stage, share in SHARES.items() for _ in range(-(-share * len(shuffled) // 100))]
    cards += ["received_early"] * max(len(shuffled) - len(cards), 0)
    return dict(zip(shuffled, cards, strict=False))


def reaches(halt: str | None, stage: str) -> bool:
    """Whether a block that halts before ``halt`` (None: nowhere) still goes through ``stage``."""
    return halt is None or ORDER[stage] < ORDER[halt]
