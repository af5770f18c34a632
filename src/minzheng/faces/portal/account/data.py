"""我的资料：副本、联系方式、删除、注销 (Personal Information Protection Law art. 44 to 47)."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.catalogue.queries import package
from minzheng.core.files.queries import files
from minzheng.core.forms.actions import discard_draft, erase_draft_file
from minzheng.core.forms.queries import drafts_of
from minzheng.core.forms.rules import named_files
from minzheng.core.people.actions import erase_proof, give_up_account, update_person
from minzheng.core.people.queries import met
from minzheng.core.people.queries.corrections import corrections_of
from minzheng.core.people.rules import FACTS
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.account.copies import json_copy, pdf_copy
from minzheng.faces.portal.frame import actor_of, now, page, signed_in
from minzheng.kernel.errors import FieldProblem, Invalid, Problem


@sensitive_post_parameters("address", "phone")
@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """What is held about me, and what I may do about it; always one's own, in one's own hat."""
    by = actor_of(request)
    assert by.person is not None
    if by.on_behalf_of is not None:
        messages.warning(request, "您正在替别人办事。自己的资料，请先换回自己的身份再看。")
        return HttpResponseRedirect(reverse("portal:home"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            answer = _act(request)
        except Invalid as invalid:
            errors = {field.path: field.message for field in invalid.fields}
        except Problem as problem:
            if problem.code not in ("people.correction_missing", "people.changed_meanwhile"):
                raise
            errors = {"address": title_of(problem)}
        else:
            return answer or HttpResponseRedirect(reverse("portal:data"))
    row = met(by.person)
    context: dict[str, Any] = {
        "typed": {
            "phone": request.POST.get("phone", row.phone),
            "address": request.POST.get("address", row.address),
        },
        "bad": {name: errors.get(name, "") for name in ("phone", "address", "sure")},
        "drafts": len(drafts_of(by.person)),
        "uploads": _uploads(by.person),
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "action_url": reverse("portal:data"),
    }
    return page(request, "data.html", context, status=422 if errors else 200)


def _act(request: HttpRequest) -> HttpResponse | None:
    by, at, go = actor_of(request), now(), request.POST.get("go", "")
    assert by.person is not None
    if go in COPIES:
        return COPIES[go](request)
    if go == "correct":
        row = met(by.person)
        changes = {name: request.POST.get(name, "") for name in ("phone", "address")}
        update_person(by=by, at=at, person_id=row.id, version=row.version, changes=changes)
        messages.success(request, "改好了，以后按新的联系您。")
    elif go == "erase":
        _erase(request)
        messages.success(request, "这个文件删掉了。")
    elif go == "drafts":
        for one in drafts_of(by.person):
            discard_draft(by=by, at=at, draft_id=one.id)
        messages.success(request, "没有提交的草稿都删掉了。")
    elif go == "give_up":
        if request.POST.get("sure") != "1":
            raise Invalid([FieldProblem("sure", "请看清楚，确实要注销就打勾")])
        for one in drafts_of(by.person):
            discard_draft(by=by, at=at, draft_id=one.id)
        give_up_account(by=by, at=at)
        logout(request)
        return HttpResponseRedirect(reverse("portal:home"))
    return None


COPIES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {"copy": json_copy, "pdf": pdf_copy}


def _uploads(person: UUID) -> list[dict[str, str]]:
    """What I have uploaded and handed in to no case: in drafts, and papers of corrections that are decided. 2 statements
    more than the drafts' for who has any."""
    held = [(one, file) for one in drafts_of(person) for file in named_files(one.answers)]
    decided = [one for one in corrections_of(person) if one.status != "asked" and one.evidence]
    known = files([*(file for _, file in held), *(one.evidence for one in decided if one.evidence)])
    return [
        *(
            _upload(file, known[file].name, f"草稿：{package(one.snapshot).short}", "draft", one.id)
            for one, file in held
            if file in known
        ),
        *(
            _upload(
                one.evidence, known[one.evidence].name, f"更正{FACTS[one.fact]}的证明", "correction", one.id
            )
            for one in decided
            if one.evidence in known
        ),
    ]


def _upload(file: UUID, name: str, note: str, kind: str, thing: UUID) -> dict[str, str]:
    return {"file": str(file), "name": name, "note": note, "kind": kind, "thing": str(thing)}


def _erase(request: HttpRequest) -> None:
    """One of my files goes."""
    by, at, post = actor_of(request), now(), request.POST
    try:
        file, thing = UUID(post.get("file", "")), UUID(post.get("thing", ""))
    except ValueError:
        raise Problem("files.missing") from None
    if post.get("kind") == "correction":
        erase_proof(by=by, at=at, correction_id=thing)
    else:
        erase_draft_file(by=by, at=at, draft_id=thing, file_id=file)
