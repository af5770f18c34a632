"""What the rooms promise in their YAML and what their code does: problem codes, rights, templates of processes."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from minzheng.core.offices.sql import WALLS
from minzheng.kernel import bpmn
from tests.house.tree import Finding, House, Source, called, once

_NAME = re.compile(r"[a-z_]+\.[a-z_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ASKS = {"check": 1, "require": 1, "may": 1}
"""Functions that ask whether somebody may, and which of their positional arguments is the right."""


# ── Problem codes ────────────────────────────────────────────────────────────────────────────────────────────────────


def error_entries(house: House) -> list[Finding]:
    """Each code begins with the name of its room, and has a Chinese title and an HTTP status of an error."""
    return [
        Finding(file, 1, f"{code}: {what}")
        for file, room, entries in house.documents("errors.yaml")
        for code, entry in entries.items()
        for what in _wrong_with(code, room, entry)
    ]


def _wrong_with(code: str, room: str, entry: Mapping[str, Any]) -> Iterator[str]:
    if not code.startswith(f"{room}."):
        yield f"a code of this room begins with {room!r}"
    if not _HAN.search(str(entry.get("title", ""))):
        yield "no Chinese title"
    if not 400 <= int(entry.get("status", 0)) <= 599:
        yield "no HTTP status from 400 to 599"
    if set(entry) - {"title", "status"}:
        yield f"knows only title and status, not {sorted(set(entry) - {'title', 'status'})}"


def problems_without_entry(house: House) -> list[Finding]:
    """Every code that is raised has its sentence."""
    known = _known_codes(house)
    return [
        source.found(
            line,
            f"the problem {code!r} stands in no errors.yaml" if code else "cannot tell the problem's code",
        )
        for source in house.product
        if source.file != "kernel/errors/problem.py"
        for line, code, _ in _raised(source)
        if code not in known
    ]


def problems_never_raised(house: House) -> list[Finding]:
    """A sentence that nothing says is thrown out."""
    said = {text for source in house.product for _, text in source.strings}
    return [
        Finding(file, 1, f"nothing raises {code!r}")
        for file, _, entries in house.documents("errors.yaml")
        for code in entries
        if code not in said
    ]


def holes_without_value(house: House) -> list[Finding]:
    """Each {hole} of a sentence is filled where the problem is raised."""
    known = _known_codes(house)
    return [
        source.found(line, f"{code} leaves its hole {{{hole}}} open")
        for source in house.product
        for line, code, given in _raised(source)
        if code in known and given is not None
        for hole in sorted(_holes(str(known[code]["title"])) - given)
    ]


def _holes(title: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(title) if name}


def _known_codes(house: House) -> dict[str, Mapping[str, Any]]:
    return {
        code: entry for _, _, entries in house.documents("errors.yaml") for code, entry in entries.items()
    }


@once
def _raised(source: Source) -> Iterator[tuple[int, str, set[str] | None]]:
    """(line, code, names of the values given, or None when they cannot be told) of every Problem that is made."""
    for node in source.calls:
        if called(node) == "Problem" and node.args:
            given = {word.arg for word in node.keywords}
            for code in _texts(node.args[0], source) or ("",):
                yield node.lineno, code, None if None in given else {name for name in given if name}
        elif called(node) == "Invalid":
            for code in _texts(_code_of_invalid(node), source):
                yield node.lineno, code, {"count"}


def _code_of_invalid(node: ast.Call) -> ast.expr:
    if len(node.args) > 1:
        return node.args[1]
    return next((word.value for word in node.keywords if word.arg == "code"), ast.Constant("kit.invalid"))


def _texts(node: ast.expr, source: Source) -> set[str]:
    """The texts that an expression may be, as far as its file tells: constants, choices, names set in the file."""
    found = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and _is_name(part.value)}
    if not found and isinstance(node, ast.Name):
        found = {text for value in _set_to(node.id, source) for text in _texts(value, source)}
    return found


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _set_to(name: str, source: Source) -> Iterator[ast.expr]:
    for node in source.nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                yield node.value


# ── Rights ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def rights_without_rule(house: House) -> list[Finding]:
    """Every right that code asks for stands in the `rights.yaml` of its room (with an empty list: the platform alone)."""
    known = _known_rights(house)
    return [
        source.found(line, f"the right {right!r} stands in no rights.yaml")
        for source in house.product
        for line, right in _asked(source)
        if right not in known
    ]


def rights_never_asked(house: House) -> list[Finding]:
    """A rule that nothing asks for, no verb and no wall of the database, promises what is not so."""
    asked = {right for source in house.product for _, right in _asked(source)} | set(WALLS.values())
    return [
        Finding(file, 1, f"nothing asks for the right {right!r}")
        for file, _, rules in house.documents("rights.yaml")
        for right in rules
        if right not in asked
    ]


def rights_misnamed(house: House) -> list[Finding]:
    """A right begins with its room's name, and its lines name known roles, relations and effects."""
    roles = known_roles(house)
    return [
        Finding(file, 1, f"{right}: {what}")
        for file, room, rules in house.documents("rights.yaml")
        for right, lines in rules.items()
        for what in _wrong_with_right(right, room, lines, roles)
    ]


def _wrong_with_right(
    right: str, room: str, lines: list[Mapping[str, Any]], roles: set[str]
) -> Iterator[str]:
    if not right.startswith(f"{room}."):
        yield f"a right of this room begins with {room!r}"
    for line in lines or ():
        if line["role"] not in roles:
            yield f"the role {line['role']!r} stands in no roles.yaml"
        if line["relation"] not in {"own", "scope", "any"} or line.get("effect", "allow") not in {
            "allow",
            "mask",
            "deny",
        }:
            yield f"relation or effect is unknown: {line}"


def _known_rights(house: House) -> set[str]:
    return {right for _, _, rules in house.documents("rights.yaml") for right in rules}


def known_roles(house: House) -> set[str]:
    """The roles of all `roles.yaml`, and `anyone`, whom every visitor is."""
    return {"anyone"} | {role for _, _, roles in house.documents("roles.yaml") for role in roles}


@once
def _asked(source: Source) -> Iterator[tuple[int, str]]:
    """(line, right) of every question whether somebody may: `…(right="room.verb")`, or by position as in `_ASKS`."""
    for node in source.calls:
        if called(node) == "Problem":
            continue
        place = _ASKS.get(called(node).lstrip("_"))
        given = [word.value for word in node.keywords if word.arg == "right"]
        if not given and place is not None:
            given = node.args[place : place + 1]
        yield from ((node.lineno, right) for value in given for right in _texts(value, source))


# ── Processes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def elements_unknown(house: House, kinds: set[str]) -> list[Finding]:
    """Each element of a shipped process names a registered step kind and a known role."""
    roles = known_roles(house) | {"applicant"}
    return [
        Finding(file, 1, f"{element}: the {what} {value!r} is not known")
        for file, text in house.texts.items()
        if file.endswith(".bpmn") and "/tests/" not in file
        for element, words in _elements(text)
        for what, known in (("kind", kinds), ("role", roles))
        if (value := words.get(what, "")) and value not in known
    ]


def _elements(text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, element in bpmn.compile_process(text.encode()).elements.items():
        yield key, element.properties


# ── Tests ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def factories_in_product(house: House) -> list[Finding]:
    """What runs in service does not lean on tests."""
    return [
        source.found(line, f"imports tests: {name}")
        for source in house.sources
        if not source.is_test
        for line, name in source.imports
        if "tests" in name.split(".")
    ]
