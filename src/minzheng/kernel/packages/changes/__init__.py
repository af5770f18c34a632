"""What changed between two versions of a package, and what becomes of an edit when the package moved on meanwhile.

    for one in compare(old, new): print(one)          # eligibility.dmn「判断“tier”第 3 行 周岁」：由“[80..90)”改成…
    merged = rebase(base, newest, edited)             # merged.files, merged.collisions

By element, not by line: XML elements by their id, components of a form by key, YAML by path; letters and guides line by
line. Foreign extensions and diagrams are elements like all others. Not for storing (core.catalogue).
"""

from .differences import Difference, compare
from .rebasing import Rebased, rebase

__all__ = ["Difference", "Rebased", "compare", "rebase"]
