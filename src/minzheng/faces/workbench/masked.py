"""What pages of a case say of the fields that are masked on them: until when they are in clear, where that is asked for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from minzheng.core.cases.actions.permission import reveals
from minzheng.core.cases.queries import RevealRow, hidden_in
from minzheng.core.catalogue.queries import package
from minzheng.faces.workbench.frame import moment
from minzheng.kernel.rights import Actor

LEVEL_WORDS = {"L3": "敏感信息", "L4": "敏感和高敏信息"}


def reveal_words(
    row: Mapping[str, Any], reveal: RevealRow | None, by: Actor, at: datetime
) -> dict[str, str] | None:
    """`{until, url}` for the part `reveal.html`; None where nothing of the case is masked for this officer. No statement."""
    offered = [level for level in hidden_in(package(row["snapshot_id"])) if reveals(row, level, by, at)]
    until = (
        f"{LEVEL_WORDS[reveal.level]}显示到 {moment(reveal.until)}，用途：{reveal.purpose}。"
        if reveal
        else ""
    )
    more = any(reveal is None or level > reveal.level for level in offered)
    url = reverse("workbench:reveal", args=[row["case_no"]]) if more else ""
    return {"until": until, "url": url} if until or url else None
