"""The tree of RFC 6962: roots and proofs against the published vectors and a plain retelling of the definition."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import merkle

#: The leaves and roots by which Certificate Transparency's own implementations are tested.
LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def root_as_defined(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    parts = root_as_defined(leaves[:middle]) + root_as_defined(leaves[middle:])
    return hashlib.sha256(b"\x01" + parts).digest()


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_published(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_roots_are_those_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == root_as_defined(leaves)


def numbered(size: int) -> list[bytes]:
    return [str(number).encode() for number in range(size)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 21])
def test_every_leaf_is_proved_and_no_other(size: int) -> None:
    leaves = numbered(size)
    root = merkle.root(leaves)
    for place, leaf in enumerate(leaves):
        proof = merkle.inclusion_proof(leaves, place)
        assert merkle.is_included(leaf, place, size, proof, root)
        assert not merkle.is_included(b"other", place, size, proof, root)
        assert not merkle.is_included(leaf, place, size, [*proof, root], root)
        assert not merkle.is_included(leaf, size, size, proof, root)
        assert not merkle.is_included(leaf, place, size, proof, hashlib.sha256(root).digest())
        assert size == 1 or not merkle.is_included(leaf, place, size, proof[:-1], root)
        assert size == 1 or not merkle.is_included(leaf, (place + 1) % size, size, proof, root)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 21])
def test_every_growth_is_proved_and_no_other(size: int) -> None:
    leaves = numbered(size)
    root = merkle.root(leaves)
    for before in range(1, size + 1):
        was = merkle.root(leaves[:before])
        proof = merkle.consistency_proof(leaves, before)
        assert merkle.is_consistent(before, size, was, root, proof)
        assert not merkle.is_consistent(before, size, hashlib.sha256(was).digest(), root, proof)
        assert not merkle.is_consistent(before, size, was, hashlib.sha256(root).digest(), proof)
        assert not merkle.is_consistent(before, size, was, root, [*proof, root])
        changed = merkle.root([b"x", *leaves[1:]])
        assert not merkle.is_consistent(
            before, size, was, changed, merkle.consistency_proof([b"x", *leaves[1:]], before)
        )


@given(st.data(), st.lists(st.binary(max_size=3), min_size=1, max_size=40))
def test_a_proof_with_one_bit_changed_proves_nothing(data: st.DataObject, leaves: list[bytes]) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(leaves, place)
    if not proof:
        return
    hit = data.draw(st.integers(0, len(proof) - 1))
    proof[hit] = bytes([proof[hit][0] ^ 1]) + proof[hit][1:]
    assert not merkle.is_included(leaves[place], place, len(leaves), proof, merkle.root(leaves))


def test_what_is_not_there_has_no_proof() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        merkle.inclusion_proof(numbered(3), 3)
    with pytest.raises(ValueError, match="no tree of 0"):
        merkle.consistency_proof(numbered(3), 0)
