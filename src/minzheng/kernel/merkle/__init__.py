"""The hash tree of RFC 6962 with SM3: append, root, proofs that an entry is in and that nothing was rewritten.

Not for storing leaves and not for signing checkpoints: it computes with hashes that it is given.
"""

from .frontier import EMPTY, Frontier
from .hashing import EMPTY_ROOT, leaf_hash, node_hash
from .proofs import (
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    tree_root,
)
from .verify import verify_consistency, verify_inclusion

__all__ = [
    "EMPTY",
    "EMPTY_ROOT",
    "Frontier",
    "consistency_proof",
    "consistency_ranges",
    "inclusion_proof",
    "inclusion_ranges",
    "leaf_hash",
    "node_hash",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
]
