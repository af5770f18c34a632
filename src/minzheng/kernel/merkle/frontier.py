"""Appending with a handful of hashes: the roots of the full subtrees from left to right, largest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Self

from .hashing import EMPTY_ROOT, HASH_BYTES, node_hash

_SIZE_BYTES = 8


@dataclass(frozen=True, slots=True)
class Frontier:
    """All of a tree that appending needs: its size and one hash per set bit of the size (20 for a million)."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        sound = self.size >= 0 and len(self.nodes) == self.size.bit_count()
        if not sound or any(len(node) != HASH_BYTES for node in self.nodes):
            raise ValueError(f"a tree of {self.size} entries does not have these {len(self.nodes)} nodes")

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier after one more leaf hash."""
        return self.extend([leaf])

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The frontier after these leaf hashes, in this order."""
        size, nodes = self.size, list(self.nodes)
        for leaf in leaves:
            node, full = leaf, size
            while full & 1:
                node = node_hash(nodes.pop(), node)
                full >>= 1
            nodes.append(node)
            size += 1
        return Frontier(size, tuple(nodes))

    @property
    def root(self) -> bytes:
        """The root hash of the whole tree."""
        if not self.nodes:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.nodes))

    def to_bytes(self) -> bytes:
        """Size (8 bytes, big end first) and nodes, for one column of one row."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.nodes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The frontier again. Raises ValueError for bytes that are none."""
        if len(data) < _SIZE_BYTES:
            raise ValueError(f"{len(data)} bytes are no frontier")
        body = data[_SIZE_BYTES:]
        nodes = tuple(body[start : start + HASH_BYTES] for start in range(0, len(body), HASH_BYTES))
        return cls(int.from_bytes(data[:_SIZE_BYTES], "big"), nodes)


EMPTY = Frontier()
