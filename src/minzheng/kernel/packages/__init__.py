"""Service packages: is what an office wrote about a service sound, so that it can be published?

    findings = check(files, Known(step_kinds={"accept", …}, roles={"acceptor", …}, templates={"decision", …}, …))

For: everything that can be said of a package's files without a database: its words, form, process, table, papers and
samples, each fault with file, element and a sentence that says how to mend it.
Not for: storing, versions and who may publish (core.catalogue).
"""

from .known import Finding, Known
from .soundness import check

__all__ = ["Finding", "Known", "check"]
