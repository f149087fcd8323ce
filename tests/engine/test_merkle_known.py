"""The tree against others: pymerkle, which computes it by its own means, and the proofs that Certificate Transparency
publishes with its implementations (google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc)."""

from __future__ import annotations

import hashlib

import pymerkle
import pytest

from engine import merkle
from tests.engine.test_merkle import LEAVES, numbered

SIZES = range(1, 34)
PATHS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
GROWN = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


@pytest.mark.parametrize(("place", "size", "path"), PATHS)
def test_inclusion_is_proved_as_published(place: int, size: int, path: list[str]) -> None:
    assert [one.hex() for one in merkle.inclusion_proof(LEAVES[:size], place)] == path


@pytest.mark.parametrize(("before", "after", "path"), GROWN)
def test_growth_is_proved_as_published(before: int, after: int, path: list[str]) -> None:
    assert [one.hex() for one in merkle.consistency_proof(LEAVES[:after], before)] == path


def theirs(size: int) -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in numbered(size):
        tree.append_entry(leaf)
    return tree


def test_roots_are_those_of_another_library() -> None:
    tree = theirs(SIZES[-1])
    grown = merkle.Growing()
    for size in SIZES:
        leaves = numbered(size)
        grown.add(leaves[-1])
        assert merkle.root(leaves) == grown.root() == tree.get_root(size), size


def test_inclusion_is_proved_by_the_same_hashes() -> None:
    tree = theirs(SIZES[-1])
    for size in SIZES:
        leaves = numbered(size)
        for place in range(size):
            proof = tree.prove_inclusion(place + 1, size)
            base, root = merkle.leaf_hash(leaves[place]), merkle.root(leaves)
            pymerkle.verify_inclusion(base, root, proof)
            others = [one for one in proof.path if one != base]
            assert sorted(others) == sorted(merkle.inclusion_proof(leaves, place)), (size, place)


def test_growth_is_proved_between_their_roots_by_roots_of_theirs() -> None:
    """Their proof of growth cuts the tree elsewhere than RFC 6962; so every hash of ours is one of their subtrees."""
    tree = theirs(SIZES[-1])
    for after in SIZES:
        leaves, subtrees = numbered(after), set()
        for width in (1, 2, 4, 8, 16, 32):
            for begin in range(0, after, width):
                part = pymerkle.InmemoryTree.init_from_entries(leaves[begin : begin + width])
                subtrees.add(part.get_root())
        for before in range(1, after):
            proof = merkle.consistency_proof(leaves, before)
            assert merkle.is_consistent(before, after, tree.get_root(before), tree.get_root(after), proof)
            assert set(proof) <= subtrees, (before, after)
            pymerkle.verify_consistency(
                merkle.root(leaves[:before]), merkle.root(leaves), tree.prove_consistency(before, after)
            )


def test_a_tree_of_nothing_has_the_hash_of_nothing() -> None:
    assert merkle.Growing().root() == merkle.root([]) == hashlib.sha256(b"").digest()
