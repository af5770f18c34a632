"""The OpenAPI document: the framework's own, with problem answers, cookies and headers written as they really are."""

from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from minzheng.faces.kit.problems import API_PREFIX
from minzheng.faces.openapi.bearer import HEADER

PROBLEM: Final = "application/problem+json"
CSRF: Final = {
    "in": "header",
    "name": "X-CSRFToken",
    "required": True,
    "schema": {"type": "string", "maxLength": 128},
    "description": "登录时返回的 csrf_token（换了会话就要换）",
}
RETRY_AFTER: Final = {"description": "多少秒后再试", "schema": {"type": "string", "pattern": "^[0-9]+$"}}


class PlainJson(JSONRenderer):
    """JSON in which Chinese stays Chinese."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """The framework's API with our document."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Where the operations are mounted: the namespace is nested in the face's, where the framework does not look."""
        return f"{API_PREFIX}v1/"

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The document as it is served."""
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _finish(method, operation)
        return schema


def _finish(method: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if int(status) >= 400 and "application/json" in answer.get("content", {}):
            answer["content"] = {PROBLEM: answer["content"]["application/json"]}
        if int(status) == 429:
            answer["headers"] = {"Retry-After": RETRY_AFTER}
    if {"Bearer": []} in operation.get("security", ()):
        operation["parameters"] = [*operation["parameters"], dict(HEADER)]
    if method != "get" and operation.get("security"):
        operation["parameters"] = [*operation["parameters"], CSRF]
