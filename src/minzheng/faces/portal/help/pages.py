"""The help pages of the portal."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.faces.kit.manual import for_citizens
from minzheng.faces.kit.problems import problem_response
from minzheng.faces.portal.frame import page
from minzheng.kernel.errors import Problem


def contents(request: HttpRequest) -> HttpResponse:
    """What help there is. No statement."""
    lines = [
        {"title": one.title, "text": one.lead, "href": reverse("portal:help_topic", args=[one.name])}
        for one in for_citizens()
    ]
    return page(request, "help.html", {"heading": "帮助", "lines": lines, "topic": None}, nav="help")


def topic(request: HttpRequest, name: str) -> HttpResponse:
    """One topic. No statement."""
    found = next((one for one in for_citizens() if one.name == name), None)
    if found is None:
        return problem_response(request, Problem("kit.no_help"))
    return page(request, "help.html", {"heading": found.title, "lines": [], "topic": found}, nav="help")
