"""The two hashes of the tree; their prefixes keep a leaf from ever passing for a node (RFC 6962, 2.1)."""

from ..gm import sm3

HASH_BYTES = 32


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return sm3(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbouring subtrees."""
    return sm3(b"\x01" + left + right)


EMPTY_ROOT = sm3(b"")
"""The root of a tree without entries."""
