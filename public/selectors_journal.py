"""The sealed journal for everybody: its checkpoints and the proofs of its tree. No word of an entry leaves: all is hashes."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from engine import merkle
from evaluation.models import JournalCheckpoint, JournalSeal

#: Proofs under a published checkpoint never change; computing one reads all seals before it.
_KEPT_SECONDS = 24 * 3600


def checkpoints() -> QuerySet[JournalCheckpoint]:
    """All of them, the last one first."""
    return JournalCheckpoint.objects.order_by("-size")


def checkpoint_of(size: int) -> JournalCheckpoint | None:
    """The one that counts so many entries."""
    return checkpoints().filter(size=size).first()


def inclusion(checkpoint: JournalCheckpoint, entry: int) -> dict[str, Any] | None:
    """That entry number ``entry`` (from 1) stands under the checkpoint; None where it does not."""
    if not 0 < entry <= checkpoint.size:
        return None

    def proved() -> dict[str, Any]:
        leaves = _leaves(checkpoint.size)
        return {
            "what": "inclusion",
            "size": checkpoint.size,
            "root": merkle.root(leaves).hex(),
            "entry": entry,
            "leaf_index": entry - 1,
            "seal": leaves[entry - 1].hex(),
            "proof": [one.hex() for one in merkle.inclusion_proof(leaves, entry - 1)],
        }

    return cache.get_or_set(f"journal:{checkpoint.size}:{checkpoint.root}:{entry}", proved, _KEPT_SECONDS)


def growth(before: JournalCheckpoint, after: JournalCheckpoint) -> dict[str, Any]:
    """That the journal of the later checkpoint begins with that of the earlier."""

    def proved() -> dict[str, Any]:
        leaves = _leaves(after.size)
        return {
            "what": "consistency",
            "from_size": before.size,
            "from_root": merkle.root(leaves[: before.size]).hex(),
            "size": after.size,
            "root": merkle.root(leaves).hex(),
            "proof": [one.hex() for one in merkle.consistency_proof(leaves, before.size)],
        }

    key = f"journal:{after.size}:{after.root}:from:{before.size}"
    found: dict[str, Any] = cache.get_or_set(key, proved, _KEPT_SECONDS) or {}
    return found


def _leaves(size: int) -> list[bytes]:
    seals = JournalSeal.objects.filter(position__lt=size).order_by("position")
    return [bytes.fromhex(one) for one in seals.values_list("digest", flat=True).iterator(10_000)]
