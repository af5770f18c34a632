"""DMN 1.1–1.5 decision models: read from XML, compiled by `kernel.feel`, evaluated with matched rows.

For eligibility and amounts kept as decision tables. Not for drawing or editing them, and not for checking a
table for gaps and overlaps.
"""

from .errors import DmnError
from .loader import load
from .model import Model
from .trace import DecisionResult, MatchedRow

__all__ = ["DecisionResult", "DmnError", "MatchedRow", "Model", "load"]
