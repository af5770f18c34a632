"""Addresses of the open interface."""

from django.urls import URLPattern, path

from minzheng.faces.openapi.handing_in import api
from minzheng.faces.openapi.problems import problem_page, unknown_address
from minzheng.faces.openapi.reading import strict

app_name = "openapi"


def _guarded(patterns: list[URLPattern]) -> list[URLPattern]:
    for pattern in patterns:
        pattern.callback = strict(pattern.callback)
    return patterns


_operations, _app_name, _namespace = api.urls
urlpatterns = [
    path("v1/problems/<str:code>", strict(problem_page), name="problem"),
    path("v1/", (_guarded(_operations), _app_name, _namespace)),
    path("v1/<path:rest>", unknown_address),
]
