"""Proofs about decision tables, for the check before publishing: gaps, overlaps, rows that never decide, misfits.

By geometry, not by trying values: every column falls into finitely many parts inside which all its cells answer the
same. Not for cells that calculate (they are named, and never the cause of a false alarm), and not for evaluating.
"""

from .findings import Finding
from .proving import LIMIT, prove

__all__ = ["LIMIT", "Finding", "prove"]
