"""What is asked of a signature, and the three answers: valid, invalid, could not be checked now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """``UNCHECKED``: nothing speaks against it, and something could not be asked; it is asked again."""

    VALID = "valid"
    INVALID = "invalid"
    UNCHECKED = "unchecked"


class Question(StrEnum):
    """In the order in which a person is told of them."""

    READABLE = "readable"
    MANIFEST = "manifest"
    GENUINE = "genuine"
    STAMP = "stamp"
    TRUSTED = "trusted"
    IN_FORCE = "in_force"
    REVOKED = "revoked"
    USE = "use"
    ROLE = "role"
    BODY = "body"
    PERSON = "person"


@dataclass(frozen=True)
class Answer:
    """One question's answer; ``why``: the code of what is wrong or lacking, empty for a plain yes."""

    question: Question
    outcome: Outcome
    why: str = ""


@dataclass
class Verdict:
    """All answers, whom the certificate names, by which time it was judged, and what proves it."""

    answers: list[Answer] = field(default_factory=list)
    judged_at: datetime | None = None
    stamped: bool = False
    #: The holder's name, roles and certificate: serial number, issuer, checksum.
    facts: dict[str, Any] = field(default_factory=dict)
    #: Revocation answers and what NCANode said, as text: kept for a dispute.
    evidence: dict[str, Any] = field(default_factory=dict)

    def say(self, question: Question, outcome: Outcome, why: str = "") -> None:
        """Take an answer down."""
        self.answers.append(Answer(question, outcome, why))

    @property
    def outcome(self) -> Outcome:
        """One answer against it makes it invalid; else one that is lacking leaves it unchecked."""
        return worst(answer.outcome for answer in self.answers)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Invalid before unchecked before valid; of nothing asked, unchecked."""
    found = set(outcomes)
    if Outcome.INVALID in found:
        return Outcome.INVALID
    return Outcome.UNCHECKED if Outcome.UNCHECKED in found or not found else Outcome.VALID
