"""The Merkle tree of RFC 6962, section 2.1: a root for any number of leaves, and short proofs against it.

A leaf is any bytes. An inclusion proof shows that a leaf stands at a place of the tree; a consistency proof shows that
a tree only grew. Both are checked by whoever holds two roots and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf_hash(leaf: bytes) -> bytes:
    """Of one leaf; a prefix keeps a leaf from being taken for a node."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below ``size``, which is two or more."""
    return 1 << ((size - 1).bit_length() - 1)


def _root(hashes: Sequence[bytes]) -> bytes:
    """Level by level: pairs are joined, one left over is carried up as it is."""
    level = list(hashes)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)] + odd
    return level[0] if level else hashlib.sha256(b"").digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree over ``leaves``; of none, the hash of nothing."""
    return _root([leaf_hash(leaf) for leaf in leaves])


class Growing:
    """A tree that grows leaf by leaf and holds a hash for each power of two in its size, no more."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """One more leaf at the end."""
        width, found = 1, leaf_hash(leaf)
        while self._peaks and self._peaks[-1][0] == width:
            found = _node(self._peaks.pop()[1], found)
            width *= 2
        self._peaks.append((width, found))
        self.size += 1

    def root(self) -> bytes:
        """The root of all leaves so far."""
        found = b""
        for _width, peak in reversed(self._peaks):
            found = _node(peak, found) if found else peak
        return found or hashlib.sha256(b"").digest()


def inclusion_proof(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """The hashes that, with the leaf at ``place`` (from 0), give the root; the lowest first."""
    if not 0 <= place < len(leaves):
        raise ValueError(f"no leaf {place} in a tree of {len(leaves)}")
    return _path([leaf_hash(leaf) for leaf in leaves], place)


def _path(hashes: Sequence[bytes], place: int) -> list[bytes]:
    if len(hashes) == 1:
        return []
    middle = _split(len(hashes))
    if place < middle:
        return [*_path(hashes[:middle], place), _root(hashes[middle:])]
    return [*_path(hashes[middle:], place - middle), _root(hashes[:middle])]


def consistency_proof(leaves: Sequence[bytes], before: int) -> list[bytes]:
    """The hashes that show that the tree of the first ``before`` leaves is the beginning of this one."""
    if not 0 < before <= len(leaves):
        raise ValueError(f"no tree of {before} inside one of {len(leaves)}")
    return _grown([leaf_hash(leaf) for leaf in leaves], before, whole=True)


def _grown(hashes: Sequence[bytes], before: int, whole: bool) -> list[bytes]:
    if before == len(hashes):
        return [] if whole else [_root(hashes)]
    middle = _split(len(hashes))
    if before <= middle:
        return [*_grown(hashes[:middle], before, whole), _root(hashes[middle:])]
    return [*_grown(hashes[middle:], before - middle, whole=False), _root(hashes[:middle])]


def is_included(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root_of: bytes) -> bool:
    """Whether ``proof`` shows ``leaf`` at ``place`` of the tree of ``size`` leaves whose root is ``root_of``."""
    if not 0 <= place < size:
        return False
    number, last, found = place, size - 1, leaf_hash(leaf)
    for one in proof:
        if last == 0:
            return False
        if number % 2 or number == last:
            found = _node(one, found)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            found = _node(found, one)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root_of


def is_consistent(before: int, after: int, first: bytes, second: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the tree with root ``first`` grew into that with root ``second``."""
    if before == after:
        return first == second and not proof
    if not 0 < before < after or not proof:
        return False
    hashes = list(proof)
    if before & (before - 1) == 0:
        hashes.insert(0, first)
    number, last = before - 1, after - 1
    while number % 2:
        number, last = number >> 1, last >> 1
    was = now = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return False
        if number % 2 or number == last:
            was, now = _node(one, was), _node(one, now)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            now = _node(now, one)
        number, last = number >> 1, last >> 1
    return last == 0 and was == first and now == second
