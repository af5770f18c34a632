"""Ready-made reference data for tests of this room."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from minzheng.kernel.rights import system

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LOADER = system("test")
HOUSE = Path(__file__).parents[3]
DEMO, DOMAINS = HOUSE / "config" / "demo", HOUSE / "domains"


def demo_divisions() -> list[dict[str, Any]]:
    """The divisions of the demo province."""
    content = yaml.safe_load((DEMO / "divisions.yaml").read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = content["divisions"]
    return rows


def division(code: str, name: str, level: str, parent: str = "", **more: Any) -> dict[str, Any]:
    """One row of a list of divisions."""
    return {
        "code": code,
        "name": name,
        "level": level,
        "parent": parent,
        "valid_from": date(2000, 1, 1),
    } | more
