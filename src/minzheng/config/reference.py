"""`make docs`: the pages of `docs/` that are written from the code, so that they cannot say what is not so."""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import yaml

from minzheng.config import entry, environment, house, registration, rooms
from minzheng.config.provision import prepare_django
from minzheng.faces.kit.manual import GUIDES, guide_text
from minzheng.kernel.bpmn import support_table
from minzheng.kernel.rights import Rule, load_rules

DOCS: Final = rooms.HOUSE.parent.parent / "docs"
_MADE: Final = "<!-- Written by `make docs`; do not edit. -->"


def pages() -> dict[str, str]:
    """Path below `docs/` -> text, for every generated page. Django must be set up."""
    return {name: page(name) for name in names()}


def page(name: str) -> str:
    """The text of one generated page. Django must be set up."""
    registration.load()
    return _PAGES[name]()


def names() -> tuple[str, ...]:
    """The generated pages, as paths below `docs/`."""
    return tuple(_PAGES)


def main(_words: Sequence[str]) -> int:
    """Write the pages that changed."""
    prepare_django()
    for name, text in pages().items():
        path = DOCS / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            sys.stdout.write(f"docs/{name}\n")
    return 0


def _page(title: str, lead: str, lines: Iterable[str]) -> str:
    return f"# {title}\n\n{_MADE}\n\n{lead}\n\n" + "\n".join(lines).strip() + "\n"


def _guide(name: str) -> str:
    return _page(GUIDES[name], _MANUAL, guide_text(name))


def _table(*head: str) -> list[str]:
    return [_row(*head), _row(*("---" for _ in head))]


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


# ── Rooms ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_ROOMS: Final = (
    "Every room of the house and what it is for, floor by floor, the roof first. The words are the first sentence of the\n"
    "docstring on the room's door. `make house` prints the same with sizes."
)
_FLOORS: Final = {
    "config": "Floor 6: config",
    "domains": "Floor 5: domains",
    "faces": "Floor 4: faces",
    "blocks": "Floor 3: blocks",
    "core": "Floor 2: core",
    "kernel": "Floor 1: kernel",
}


def _rooms() -> Iterator[str]:
    for floor, title in _FLOORS.items():
        found = house.found_rooms(floor)
        yield f"## {title}\n"
        if not found:
            yield "No room yet.\n"
            continue
        yield from _table("room", "what it is for")
        yield from (_row(f"`{room.name}`", room.purpose) for room in found)
        yield ""


# ── Problems ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_ERRORS: Final = (
    "What can go wrong and how it is said. A code is stable; its sentence stands in the `errors.yaml` of the room that the\n"
    "code begins with. Pages show the sentence; `/api/` answers RFC 9457 `application/problem+json` with `type`, `title`,\n"
    "`status`, `code`, and `errors` (JSON pointers) for a form."
)


def error_files() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(room, code -> title and status) of every room's `errors.yaml`."""
    for path in sorted(rooms.HOUSE.glob("*/*/errors.yaml")):
        yield path.parent.name, yaml.safe_load(path.read_text("utf-8")) or {}


def _errors() -> Iterator[str]:
    for room, entries in sorted(error_files(), key=lambda one: one[0]):
        yield f"## {room}\n"
        yield from _table("code", "status", "sentence")
        yield from (
            _row(f"`{code}`", words["status"], words["title"]) for code, words in sorted(entries.items())
        )
        yield ""


# ── Settings and commands ────────────────────────────────────────────────────────────────────────────────────────────

_SETTINGS: Final = (
    "What an operator may set, as environment variables. Nothing has to be set to try the platform. An empty value counts\n"
    "as unset. `config/environment.py` is the only place that reads them."
)
_COMMANDS: Final = (
    "What the `minzheng` program can do (`.venv/bin/minzheng <command>`; `minzheng help` prints this list). The verbs of\n"
    "`make` call these after making sure that everything is installed."
)


def _settings() -> Iterator[str]:
    yield from _table("name", "default", "meaning", "含义")
    for setting in environment.SETTINGS:
        name = f"`{setting.name}`" + (" (secret)" if setting.secret else "")
        yield _row(
            name, f"`{setting.default}`" if setting.default else "empty", setting.english, setting.meaning
        )


def _commands() -> Iterator[str]:
    yield from _table("command", "what it does")
    yield from (_row(f"`{name}`", command.meaning) for name, command in sorted(entry.commands().items()))


# ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_EVENTS: Final = (
    "What is written into the book (`core/audit`), one line per verb. Kinds are named `<room>.<verb>`. A line carries who\n"
    "acted in which hat and channel and for what purpose, on whose behalf, for whom (`subjects`), where (level columns as of\n"
    "then), service and offering, the case with its element and states, and countable facts in clear. What is personal is\n"
    "kept apart, erasable, and stands in the line as a salted commitment only. Readers take the lines by position."
)


def event_kinds() -> dict[str, set[str]]:
    """Event kind -> files (below the package) that write it."""
    found: dict[str, set[str]] = {}
    for path in sorted(rooms.HOUSE.glob("*/*/**/*.py")):
        if "tests" in path.parts or path.is_relative_to(rooms.HOUSE / "kernel"):
            continue
        for kind in _written(ast.parse(path.read_text("utf-8"))):
            found.setdefault(kind, set()).add(path.relative_to(rooms.HOUSE).as_posix())
    return found


def _written(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            given = [word.value for word in node.keywords if word.arg == "kind"]
            if name == "Telling" and node.args:
                given = [node.args[0]]
            if name in {"record", "_record", "Event", "Telling"}:
                yield from (
                    one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )


def _events() -> Iterator[str]:
    from minzheng.core.audit.rules import COLUMNS

    yield from _table("kind", "written by")
    for kind, files in sorted(event_kinds().items()):
        yield _row(f"`{kind}`", ", ".join(f"`{file}`" for file in sorted(files)))
    yield f"\nColumns of a line, in order: {', '.join(f'`{name}`' for name in COLUMNS)}."


# ── Processes and forms ──────────────────────────────────────────────────────────────────────────────────────────────

_BPMN: Final = (
    "Which elements of BPMN 2.0 the engine (`kernel/bpmn`) runs (执行), keeps without meaning (保留), and does not accept\n"
    "(不接收), as `bpmn.support_table()` has it. A file with an element that is not accepted is refused at publish, by name."
)
_FORMS: Final = (
    "The kinds of fields that a form may use: form-js components of standard types, told apart by `properties.kind`.\n"
    "A kind knows how to read what was typed, check it, show it, and what its level of sensitivity is (L1 open … L4 secret)."
)


def _elements() -> Iterator[str]:
    for group, rows in support_table():
        yield f"## {group}\n"
        yield from _table("element", "中文", "说明")
        yield from (_row(f"`{row.element}`", row.label, row.note) for row in rows)
        yield ""


def _fields() -> Iterator[str]:
    from minzheng.kernel.registry import field_kinds

    yield from _table("kind", "中文", "component types", "level", "what it is")
    for kind in field_kinds:
        types = ", ".join(f"`{name}`" for name in sorted(getattr(kind, "types", ())))
        what = " ".join((type(kind).__doc__ or "").partition("\n\n")[0].split())
        yield _row(f"`{kind.name}`", getattr(kind, "title", ""), types, getattr(kind, "level", ""), what)


# ── The manual ───────────────────────────────────────────────────────────────────────────────────────────────────────

_MANUAL: Final = "和网上“帮助”里的是同一份文字；图是测试时从演示系统截的，人名、号码都是虚构的。"


# ── Benchmarks ───────────────────────────────────────────────────────────────────────────────────────────────────────

_BENCH: Final = (
    "`make bench` (or `minzheng bench NAME --json`) starts a throw-away platform with the demo province and measures it by\n"
    "ratios: our side and the anchor alternate in one run, on one server, with eight pooled, persistent connections on\n"
    "both sides, `synchronous_commit=on`, the same bytes in the rows. Each round checks that every operation wrote its row; an\n"
    "answer other than the expected one ends the run. What is printed is the median of the pairwise ratios over at least five\n"
    "rounds: `ratio` of the rates, `cpu_ratio` of the CPU of application and PostgreSQL together (above 1: better than the anchor);\n"
    "`statements` are those of one operation in `pg_stat_statements`, BEGIN and COMMIT included. The gate of `submit` and `step` is 0.2.\n"
    "Absolute figures say nothing on a machine that is shared; the ratios say how far we stand from bare psycopg.\n\n"
    "- `submit`: a signed-in citizen hands in an application with forty fields over the open interface: session, CSRF, rights,\n"
    "  validation against the form, case, answers, parties, key, task, timer, event and pending row.\n"
    "- `step`: an officer reviews a case by the verb `take_step`, in the frame in which every job runs it: the transaction begins\n"
    "  with who acts and how far; then the locked read, due timers, rights, duties apart, relatives, process, clocks, the write\n"
    "  with its event. Both sides are eight threads of one process, so that nothing but the verb stands between them.\n"
    "- `step_request`: the same step as a whole signed-in request over the open interface: HTTP, session, CSRF and key besides.\n"
    "  It has no gate of its own; it says what a door adds.\n"
    "- `engine`: one step of the process engine against an empty transaction; `ratio` above 1: the step costs less than BEGIN\n"
    "  and COMMIT.\n"
    "- `identity`: requests a second as ratio to an empty view of the same server (1: as fast), eight connections: `sign_in` (who is\n"
    "  signed in here signs in at a connected system: a code), `token` (renewed: access, refresh and signed ID token), `userinfo`\n"
    "  (claims, with the line in log and book). `password_ratio`: signing in with a password, which costs one hash, to the same hash\n"
    "  computed bare in the same run (1: the platform costs nothing beside it), with `password_statements`.\n"
    "- `reach`: on `--cases N` generated cases, each of a person: seconds of an officer's first page of the queue, with rights,\n"
    "  row scope and second wall, per second of the same list of the whole province by bare psycopg (`scope_ratio`, below 1:\n"
    "  cheaper), of the rights alone (`may_ratio`), and of finding somebody by ID number, p95, per reading a primary key\n"
    "  (`lookup_ratio`). The first 20,000 cases are walked through their process, more are copied inside the database under keys of their own.\n\n"
    "The engines alone need no platform; both sides answer the same facts and must agree before anything is counted:\n\n"
    "- `table`: a decision table of 12 rows and 4 inputs against the same logic as a Python function (`times_python`, goal at most\n"
    "  10) and against zen-engine (`faster_than_zen`, goal at least 20).\n"
    "- `feel`: an expression of 5 conditions against a lambda (`times_python`).\n"
    "- `form`: the page of 40 fields, a value of this request in each, 5 mistakes, 2 repeated rows, against Django's `as_p`:\n"
    "  `cpu_share` of its CPU, goal at most 0.2, aim 0.05. Both only render; reading and checking is done before.\n"
    "- `households`: 1,000,000 households (`--households N`) through eligibility and amount on one core, five decisions, against\n"
    "  the same rules as plain Python functions: `times_python`, goal at most 10. They go by `Model.values`, column by column."
)


def _benches() -> Iterator[str]:
    for title, name in (("The anchor", "anchor.py"), ("Rounds", "rounds.py")):
        yield f"## {title}: `src/minzheng/faces/cli/bench/{name}`"
        yield ""
        yield "```python"
        yield (rooms.HOUSE / "faces" / "cli" / "bench" / name).read_text("utf-8").strip()
        yield "```"
        yield ""


_RIGHTS: Final = (
    "Who may do what, from every room's `rights.yaml` and `roles.yaml`: role, relation (own: the own matters; scope: inside the "
    "grant's division; any) and effect where it is not plain allow. Then what each address asks of who knocks, from the faces' "
    "`doors.yaml`. The authorisation matrix (`tests/rights`) holds every answer of the platform against these two tables."
)


def _rights() -> Iterator[str]:
    yield from _table("right", "who may")
    for right, lines in sorted(
        load_rules([*_yaml("rights.yaml"), *map(_of_roles, _yaml("roles.yaml"))]).items()
    ):
        yield _row(f"`{right}`", ", ".join(dict.fromkeys(map(_line, lines))) or "the platform alone")
    yield ""
    yield from _table("address", "asks", "behind it")
    for document in _yaml("doors.yaml"):
        for name, said in document.items():
            door = {"asks": said} if isinstance(said, str) else said
            asked = next(f"{word} {door[word]}" for word in ("right", "asks", "shows") if word in door)
            yield _row(f"`{name}`", asked.removeprefix("asks "), door.get("behind", ""))


def _yaml(name: str) -> Iterator[Mapping[str, Any]]:
    for path in sorted(rooms.HOUSE.glob(f"*/*/{name}")):
        yield yaml.safe_load(path.read_text("utf-8")) or {}


def _of_roles(roles: Mapping[str, Any]) -> Mapping[str, Any]:
    """The rights that stand with the roles themselves, as lines by right."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for role, said in roles.items():
        for right in said.get("rights", ()):
            found.setdefault(right, []).append({"role": role, "relation": "scope"})
    return found


def _line(rule: Rule) -> str:
    effect = "" if rule.effect == "allow" else f" ({rule.effect})"
    return f"{rule.role}/{rule.relation}{effect}"


def stale(docs: Path = DOCS) -> list[str]:
    """Generated pages that do not say what the code says; `make docs` mends them."""
    return [
        name
        for name, text in pages().items()
        if not (docs / name).exists() or (docs / name).read_text("utf-8") != text
    ]


_PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "rooms.md": lambda: _page("Rooms", _ROOMS, _rooms()),
    "reference/errors.md": lambda: _page("Problems", _ERRORS, _errors()),
    "reference/settings.md": lambda: _page("Settings", _SETTINGS, _settings()),
    "reference/commands.md": lambda: _page("Commands", _COMMANDS, _commands()),
    "reference/events.md": lambda: _page("Events", _EVENTS, _events()),
    "reference/rights.md": lambda: _page("Rights", _RIGHTS, _rights()),
    "reference/bpmn.md": lambda: _page("BPMN elements", _BPMN, _elements()),
    "reference/forms.md": lambda: _page("Field kinds", _FORMS, _fields()),
    "reference/bench.md": lambda: _page("Benchmarks", _BENCH, _benches()),
    **{f"how-to/{name}.zh-CN.md": partial(_guide, name) for name in GUIDES},
}
