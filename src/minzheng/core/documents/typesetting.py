"""The one place that reads the shipped templates and calls Typst: plain values in, the bytes of a PDF/A-2b out.

The same values give the same bytes, in every process. Nothing is read from disk or fetched while a letter is set:
a template is complete in itself, the fonts come from their package, and what a person wrote is only ever data.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from threading import Lock
from typing import Any, Final

import segno
import typst

from minzheng.core.documents.glyphs import FONTS, any_missing, fit
from minzheng.core.documents.rules import Paper, read_template
from minzheng.kernel.errors import Problem

FOLDER = Path(__file__).parent / "templates" / "typst"
SHEET = "paper"
STANDARD: Final = "a-2b"

_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every paper beside its own fields. `issued_on` is written as in letters (“2026年3月5日”);
    `qr` is an SVG drawing, '' for none; `note` is a line below the title; `demo` sets the line and the mark of
    demonstration data, `void` says that the paper no longer holds, `mark` in which words (作废, 已更正, 被撤销 …)."""

    letterhead: str
    organisation: str
    title: str
    doc_no: str
    issued_on: str
    case_no: str
    qr: str
    demo: bool
    void: bool = False
    note: str = ""
    mark: str = ""


@cache
def shared(kind: str) -> Paper:
    """A template that ships with the room. Problem `documents.kind_unknown`."""
    path = FOLDER / f"{kind}.typ"
    if not kind.isidentifier() or not path.is_file() or kind == SHEET:
        raise Problem("documents.kind_unknown", kind=kind)
    return read_template(kind, sheet(), path.read_text(encoding="utf-8"))


@cache
def sheet() -> str:
    """The sheet that every template is set on."""
    return (FOLDER / f"{SHEET}.typ").read_text(encoding="utf-8")


def shared_kinds() -> tuple[str, ...]:
    """The kinds of the templates that ship with the room."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.typ") if path.stem != SHEET))


@cache
def qr(text: str) -> str:
    """A QR code as SVG without a border (error correction M), '' for no text."""
    if not text:
        return ""
    target = io.BytesIO()
    segno.make(text, error="m", micro=False).save(target, kind="svg", border=0, xmldecl=False)
    return target.getvalue().decode()


def typeset(source: str, frame: Frame, data: Mapping[str, Any], dated: date) -> bytes:
    """Set one letter; `dated` becomes the PDF's date. Problem `documents.template` when Typst refuses the source,
    `documents.not_set` when fonts or compiler fail.

    Characters that no font has become 〓 and the foot says so.
    """
    values = fit(dict(data))
    letter = {name: value if name == "qr" else fit(value) for name, value in asdict(frame).items()}
    letter["missing"] = any_missing([letter, values])
    inputs = {"letter": json.dumps(letter), "data": json.dumps(values)}
    moment = datetime(dated.year, dated.month, dated.day, tzinfo=UTC)
    try:
        with _one_at_a_time:
            made = _compiler().compile(
                input=source.encode(),
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=[STANDARD],
                timestamp=moment,
            )
    except typst.TypstError as refused:
        raise Problem("documents.template", kind=frame.title, what=refused.message) from refused
    except (OSError, RuntimeError) as broken:  # a font that is gone, a compiler that does not start
        raise Problem("documents.not_set") from broken
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no PDF")
    return made


@cache
def _compiler() -> typst.Compiler:
    root = Path(gettempdir()) / "minzheng-no-files"
    root.mkdir(exist_ok=True)
    return typst.Compiler(root=str(root), font_paths=[str(FONTS)], ignore_system_fonts=True)
