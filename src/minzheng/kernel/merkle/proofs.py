"""Making proofs. A proof is a list of subtree roots; which subtrees is arithmetic, their hashes come from leaves.

The `*_ranges` functions give the subtrees as `(start, end)` of leaf positions, so that a store which keeps inner
nodes can answer without reading all leaves.
"""

from collections.abc import Sequence

from .frontier import EMPTY

Range = tuple[int, int]


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    return EMPTY.extend(leaves).root


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the leaf at `index` (from 0), from the leaf's sibling up to the root's child."""
    return [tree_root(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves))]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The proof that the tree of the first `old_size` leaves is the beginning of this one."""
    return [tree_root(leaves[start:end]) for start, end in consistency_ranges(old_size, len(leaves))]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees of an audit path (RFC 6962, 2.1.1). Raises IndexError outside the tree."""
    if not 0 <= index < size:
        raise IndexError(f"a tree of {size} entries has no entry {index}")
    path: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(old_size: int, size: int) -> list[Range]:
    """The subtrees of a consistency proof (RFC 6962, 2.1.2); none from an empty tree or between equal ones.

    Raises IndexError when the old tree is larger than the new one.
    """
    if not 0 <= old_size <= size:
        raise IndexError(f"a tree of {size} entries does not begin with {old_size}")
    if old_size in (0, size):
        return []
    path: list[Range] = []
    start, end = 0, size
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    # The old tree's own last subtree is known to the verifier only when it is the whole old tree.
    return ([] if start == 0 else [(start, end)]) + path[::-1]


def _split(size: int) -> int:
    """The largest power of two below `size` (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)
