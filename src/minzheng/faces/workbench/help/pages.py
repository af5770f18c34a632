"""The help pages of the desk: those of my roles first."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.faces.kit import manual
from minzheng.faces.workbench.frame import actor_of, page, staff
from minzheng.kernel.errors import Problem


@staff
def contents(request: HttpRequest) -> HttpResponse:
    """What help there is, my roles first. No statement."""
    mine = {grant.role for grant in actor_of(request).grants}
    lines = [
        {
            "title": one.title,
            "text": one.lead,
            "href": reverse("workbench:help_topic", args=[one.name]),
            "mine": bool(one.roles & mine),
        }
        for one in manual.for_roles(mine)
    ]
    return page(request, "help.html", {"heading": "帮助", "lines": lines, "topic": None}, nav="help")


@staff
def topic(request: HttpRequest, name: str) -> HttpResponse:
    """One topic. No statement. Raises Problem(`kit.no_help`)."""
    found = manual.topic(name)
    if found is None or not found.roles:
        raise Problem("kit.no_help")
    return page(request, "help.html", {"heading": found.title, "lines": [], "topic": found}, nav="help")
