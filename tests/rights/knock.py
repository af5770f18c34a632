"""Knocking: every address of the resolver and every operation of the API, and how an answer is to be read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys.pictures import jpeg
from tests.rights.expected import Door
from tests.rights.world import Identity, Thing, World

LIBRARY = "account/"
"""Pages of the sign-in library: each shows the own account alone and takes no id of anybody else's thing."""

PICTURE = object()
"""Stands for a picture that is sent along."""

SENT: Mapping[str, Mapping[str, Any]] = {
    "portal:discard": {},
    "portal:withdraw": {"reason": "不办了"},
    "portal:signing_send": {"phone": "19900003333", "go": "here", "signer": "{authorisation}"},
    "portal:object_agency": {"reason": "我没有托他办"},
    "portal:rate": {"score": "5"},
    "portal:withdraw body": {"reason": "不办了"},
    "portal:rate body": {"score": "5"},
    "portal:authorisation": {"go": "sign", "agree": "1"},
    "portal:object": {"text": "他名下还有一辆货车在跑运输。", "key": "0199a1b2-0000-7000-8000-000000000001"},
    "workbench:step": {"step": "accept:accept"},
    "workbench:reveal": {"level": "L3", "purpose": "核对申请表和材料", "confirmed": "1"},
    "workbench:beside_act": {"do": "note", "text": "电话打过了，没人接。"},
    "workbench:chief_sign": {},
    "workbench:export_ask": {"list": "doing", "reason": "给村里对一遍名单"},
    "workbench:export_approve": {},
    "workbench:emergency_read": {},
    "workbench:ending": {"act": "terminate", "ground": "x", "reason": "申请人已经去世，家属来说明。"},
    "workbench:signing_act": {"do": "send", "signer": "{authorisation}", "phone": "19900003333"},
    "workbench:visit_hand_in": {},
    "workbench:check_act": {"do": "begin"},
    "workbench:notice": {"do": "posted"},
    "workbench:notice photo": {"do": "photo", "looked": "1", "photo": PICTURE},
    "workbench:objection": {"answer": "经核实，不属实。"},
    "workbench:objection_paper": {},
    "social_orgs:release": {},
    "identity:consent": {},
    "portal:acting": {},
    "social_orgs:keep": {"place": "990101", "name": "青禾市明川区盆景研究会"},
}
"""What is sent to doors that do something; `{word}` is filled in from the thing. The others are opened."""

OPERATIONS: Mapping[str, tuple[str, Mapping[str, Any] | None]] = {
    "openapi:openapi-v1:submit_case": ("post", {"service": "gaoling", "answers": {}}),
    "openapi:openapi-v1:step": ("post", {"element": "accept", "outcome": "accept"}),
    "openapi:openapi-v1:withdraw_case": ("post", {"reason": "不办了"}),
    "openapi:openapi-v1:commitment": ("post", {"agree": True}),
    "openapi:openapi-v1:papers": ("post", {"items": {"0": {"note": "原件在窗口。"}}}),
    "openapi:openapi-v1:query": ("post", {"case_no": "{case_no}", "query_pin": "{query_pin}"}),
}


@dataclass(frozen=True)
class Answer:
    """What came back: whether one was let in, the text, and whether it says that another hat is to be worn first."""

    let_in: bool
    status: int
    text: str
    other_hat: bool = False


def routes() -> Iterator[tuple[str, str]]:
    """Every named address of the resolver, with its path; the sign-in library's are left to their own test."""

    def walk(node: URLResolver, before: str, space: str) -> Iterator[tuple[str, str]]:
        for one in node.url_patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield f"{space}{one.name or '?'}", here
            else:
                yield from walk(one, here, f"{space}{one.namespace}:" if one.namespace else space)

    for name, path in walk(get_resolver("minzheng.config.urls"), "", ""):
        if ":" in name or not path.startswith(LIBRARY):
            yield name, path


FILLED = {
    "service": "gaoling",
    "name": "apply",
    "code": "offices.denied",
    "token": "no-such-token",
    "rest": "nowhere",
}
"""Words of addresses behind which no thing of a person stands."""


def address(path: str, thing: Thing | None) -> str:
    """A path with the words of a thing in the places of its parameters."""
    words = {**FILLED, **(thing.words if thing else {})}
    parts = []
    for part in path.split("/"):
        name = part.strip("<>").partition(":")[2] or part.strip("<>")
        parts.append(words[name] if part.startswith("<") else part)
    return "/" + "/".join(parts)


def knock(world: World, door: Door, path: str, who: Identity) -> Answer:
    """Knock once as somebody, and undo whatever came of it."""
    thing = world.things.get(door.thing)
    client, url = world.browser(who), address(path, thing)
    with transaction.atomic():
        if door.name in OPERATIONS:
            method, sent = OPERATIONS[door.name]
            sent = _filled(sent or {}, thing)
            headers = {"HTTP_IDEMPOTENCY_KEY": "matrix-1"}
            answer = getattr(client, method)(
                url, json.dumps(sent), content_type="application/json", **headers
            )
        elif door.name in SENT:
            answer = client.post(url, _filled(SENT[door.name], thing))
        else:
            answer = client.get(url)
        text = (
            b"".join(answer.streaming_content).decode(errors="replace")
            if answer.streaming
            else answer.content.decode(errors="replace")
        )
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)  # what was to be said on the next page is undone too
    hat = answer.headers.get("Location") == HAT_FIRST or any(words in text for words in OTHER_HAT)
    return Answer(_let_in(answer, text), answer.status_code, text, hat)


def _filled(sent: Mapping[str, Any], thing: Thing | None) -> dict[str, Any]:
    words = thing.words if thing else {}
    return {name: _value(value, words) for name, value in sent.items()}


def _value(value: Any, words: Mapping[str, str]) -> Any:
    if value is PICTURE:
        return SimpleUploadedFile("照片.jpg", jpeg(400, 300), "image/jpeg")
    return value.format(**words) if isinstance(value, str) else value


HAT_FIRST = "/organisations/current"
"""Where pages of a person lead who wears the hat of a legal person."""
OTHER_HAT = ("请先换回本人", "请先换成它的身份")
"""How who wears the wrong hat is told so."""


def _let_in(answer: HttpResponse, text: str) -> bool:
    if answer.status_code == 409 and any(words in text for words in OTHER_HAT):
        return False
    if answer.status_code in (301, 302, 303):
        return "sign-in" not in urlsplit(answer.headers["Location"]).path
    return answer.status_code not in (401, 403, 404, 405)
