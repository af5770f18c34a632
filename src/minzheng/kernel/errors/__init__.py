"""Problems: what went wrong, as a code with parameters; the sentence for people stands in the room's `errors.yaml`.

Not for: programming errors (let them raise) and the small error classes of kernel libraries, whose text is complete.
"""

from minzheng.kernel.errors.problem import FieldProblem, Invalid, Problem

__all__ = ["FieldProblem", "Invalid", "Problem"]
