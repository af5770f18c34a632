"""Service packages: is what an office wrote about a service sound, so that it can be published?

    findings = check(files, Known(step_kinds={"accept", …}, roles={"acceptor", …}, templates={"decision", …}, …))

    for one in compare(old, new): …          rebase(base, newest, edited).collisions

For: everything that can be said of a package's files without a database: its words, form, process, table, papers and
samples, each fault with file, element and a sentence that says how to mend it.
Not for: storing, versions and who may publish (core.catalogue).
"""

from .changes import Difference, Rebased, compare, rebase
from .known import Finding, Known
from .parties import AuthorisationText, Party, authorisation_of, parties_of
from .reading import MAX_CHARS, MAX_FILES, UnreadableError, read_json, read_yaml
from .soundness import check

__all__ = [
    "MAX_CHARS",
    "MAX_FILES",
    "AuthorisationText",
    "Difference",
    "Finding",
    "Known",
    "Party",
    "Rebased",
    "UnreadableError",
    "authorisation_of",
    "check",
    "compare",
    "parties_of",
    "read_json",
    "read_yaml",
    "rebase",
]
