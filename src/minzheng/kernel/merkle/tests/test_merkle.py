"""The tree against a naive one that follows the recursive definition of RFC 6962 word by word."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.merkle import (
    EMPTY,
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(70)]
SIZES = st.integers(1, len(LEAVES))
OTHER = bytes(32)


def naive_hash(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


def naive_split(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return naive_hash(b"")
    if len(leaves) == 1:
        return leaves[0]
    middle = naive_split(len(leaves))
    return naive_hash(b"\x01" + naive_root(leaves[:middle]) + naive_root(leaves[middle:]))


def naive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    middle = naive_split(len(leaves))
    if index < middle:
        return [*naive_path(index, leaves[:middle]), naive_root(leaves[middle:])]
    return [*naive_path(index - middle, leaves[middle:]), naive_root(leaves[:middle])]


def naive_subproof(old_size: int, leaves: list[bytes], *, whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [naive_root(leaves)]
    middle = naive_split(len(leaves))
    if old_size <= middle:
        return [*naive_subproof(old_size, leaves[:middle], whole=whole), naive_root(leaves[middle:])]
    return [*naive_subproof(old_size - middle, leaves[middle:], whole=False), naive_root(leaves[:middle])]


def test_leaves_and_nodes_are_hashed_with_their_prefixes() -> None:
    assert leaf_hash(b"a") == naive_hash(b"\x00a")
    assert tree_root([OTHER, OTHER]) == naive_hash(b"\x01" + OTHER + OTHER)
    assert naive_hash(b"") == EMPTY_ROOT == EMPTY.root


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_the_root_is_that_of_the_naive_tree(size: int) -> None:
    assert tree_root(LEAVES[:size]) == naive_root(LEAVES[:size])


@pytest.mark.parametrize("size", range(1, 20))
def test_every_inclusion_proof_is_the_naive_one_and_holds(size: int) -> None:
    leaves = LEAVES[:size]
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert proof == naive_path(index, leaves)
        assert verify_inclusion(leaves[index], index, size, proof, naive_root(leaves))


@pytest.mark.parametrize("size", range(1, 20))
def test_every_consistency_proof_is_the_naive_one_and_holds(size: int) -> None:
    leaves = LEAVES[:size]
    for old_size in range(1, size + 1):
        proof = consistency_proof(leaves, old_size)
        assert proof == naive_subproof(old_size, leaves, whole=True)
        assert verify_consistency(old_size, size, naive_root(leaves[:old_size]), naive_root(leaves), proof)


@given(st.lists(st.integers(0, 20), max_size=5))
def test_appending_in_batches_is_appending_one_by_one(batches: list[int]) -> None:
    frontier, done = EMPTY, 0
    for batch in batches:
        leaves = LEAVES[:batch]
        one_by_one = frontier
        for leaf in leaves:
            one_by_one = one_by_one.append(leaf)
        frontier = Frontier.from_bytes(frontier.extend(leaves).to_bytes())
        done += batch
        assert frontier == one_by_one
        assert (frontier.size, len(frontier.nodes)) == (done, done.bit_count())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 7,
        b"\x00" * 8 + OTHER,
        (3).to_bytes(8, "big") + OTHER,
        b"\x00" * 7 + b"\x01" + OTHER[1:],
    ],
)
def test_bytes_that_are_no_frontier_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"no frontier|does not have"):
        Frontier.from_bytes(data)


@given(SIZES, st.data())
def test_a_changed_inclusion_proof_never_holds(size: int, data: st.DataObject) -> None:
    leaves = LEAVES[:size]
    index = data.draw(st.integers(0, size - 1))
    root, proof = tree_root(leaves), inclusion_proof(leaves, index)
    assert verify_inclusion(leaves[index], index, size, proof, root)
    assert not verify_inclusion(OTHER, index, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, proof, OTHER)
    assert not verify_inclusion(leaves[index], index, size, [*proof, OTHER], root)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        assert not verify_inclusion(leaves[index], index, size, proof[:-1], root)
        assert not verify_inclusion(
            leaves[index], index, size, [*proof[:place], OTHER, *proof[place + 1 :]], root
        )
    other = data.draw(st.integers(0, size - 1))
    assert verify_inclusion(leaves[index], other, size, proof, root) == (other == index)


@given(SIZES, st.data())
def test_a_rewritten_history_never_passes_for_consistent(size: int, data: st.DataObject) -> None:
    old_size = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old_size - 1))
    old_root = tree_root(LEAVES[:old_size])
    rewritten = [*LEAVES[:changed], OTHER, *LEAVES[changed + 1 : size]]
    proof = consistency_proof(rewritten, old_size)
    assert not verify_consistency(old_size, size, old_root, tree_root(rewritten), proof)


@given(SIZES, st.data())
def test_a_changed_consistency_proof_never_holds(size: int, data: st.DataObject) -> None:
    old_size = data.draw(st.integers(1, size))
    old_root, root = tree_root(LEAVES[:old_size]), tree_root(LEAVES[:size])
    proof = consistency_proof(LEAVES[:size], old_size)
    assert verify_consistency(old_size, size, old_root, root, proof)
    assert not verify_consistency(old_size, size, old_root, root, [*proof, OTHER])
    assert not verify_consistency(old_size, size, OTHER, root, proof)
    assert not verify_consistency(old_size, size, old_root, OTHER, proof)
    for place in range(len(proof)):
        wrong = [*proof[:place], OTHER, *proof[place + 1 :]]
        assert not verify_consistency(old_size, size, old_root, root, wrong)


def test_an_empty_tree_is_the_beginning_of_every_tree() -> None:
    root = tree_root(LEAVES[:3])
    assert consistency_proof(LEAVES[:3], 0) == []
    assert verify_consistency(0, 3, EMPTY_ROOT, root, [])
    assert not verify_consistency(0, 3, root, root, [])
    assert not verify_consistency(4, 3, root, root, [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_what_is_not_in_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:size], index)
    assert not verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])


def test_a_larger_tree_is_no_beginning() -> None:
    with pytest.raises(IndexError):
        consistency_proof(LEAVES[:3], 4)
