"""免申即享: the platform finds who is about to be entitled and starts a case for each, which the person may decline."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from minzheng.core.audit.queries import run
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.moving import Telling, event_of, opening_clauses
from minzheng.core.cases.actions.submit import Submission, new_case
from minzheng.core.cases.models import ListRun
from minzheng.core.cases.queries import listed_already
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import package, snapshot_for
from minzheng.core.offices.actions import authorise
from minzheng.core.people.queries import PersonRow, persons_turning
from minzheng.core.places.queries import ancestry, calendar_version
from minzheng.core.workflow import rules as workflow
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.sql import compose

REMEMBERED = timedelta(days=365)
"""How long somebody who declined, or was struck off, is left alone."""


def start_from_list(*, by: Actor, at: datetime, service: str, county: str, month: date) -> list[UUID]:
    """Start cases for those of `county` who reach an age of the service's list in the month of `month`.

    Safe to repeat and to race: who has an open case of this service, was granted it for this age, or declined within
    a year gets none; the run is noted first, so that a second one waits for it. Returns the new cases' ids.
    """
    places = ancestry(county)
    authorise(by=by, right="cases.start_list", target=Target(places=places, business=service), at=at)
    snapshot = snapshot_for(service, places)
    words = package(snapshot).service["list_start"]
    with transaction.atomic():
        noted, _ = ListRun.objects.get_or_create(
            service=service, county=county, month=month, defaults={"started": 0, "at": at}
        )
        due = {
            person.id: (person, age)
            for age in words["ages"]
            for person in persons_turning(age, month, level="county", division=county)
        }
        known = listed_already(service, {key: age for key, (_, age) in due.items()}, at - REMEMBERED)
        new = [person for key, (person, _) in due.items() if key not in known and person.places.get("town")]
        version = calendar_version() if new else 0
        started = [
            _start(person, snapshot, by=by, at=at, element=words["element"], month=month, calendar=version)
            for person in new
        ]
        ListRun.objects.filter(id=noted.id).update(started=F("started") + len(started), at=at)
    return started


def _start(
    person: PersonRow, snapshot: UUID, *, by: Actor, at: datetime, element: str, month: date, calendar: int
) -> UUID:
    found = package(snapshot)
    what = Submission(
        snapshot=snapshot, applicant=person, answers={}, key=secrets.token_hex(8), origin="list"
    )
    variables = {"list_month": month.replace(day=1).isoformat(), "listed_on": today(at).isoformat()}
    case: dict[str, Any] = {
        **new_case(what, found, by, at, calendar=calendar),
        "channel": "list",
        "variables": variables,
    }
    move = workflow.start(found.machine, variables, at=element)
    case.update(tokens=move.tokens, state=move.state)
    opened, own_clock = opening_clauses(case, move, found, at)
    case.update(own_clock)
    facts = {"case_no": case["case_no"], "service": found.short, "month": month.isoformat()[:7]}
    event = event_of(case, by=by, at=at, telling=Telling("cases.list", facts), element=element, before="")
    parts = [
        sql.insert_case(case),
        sql.insert_parties(case["id"], [(what.applicant.id, "applicant")]),
        *opened,
        *event_clauses(event),
    ]
    run(*compose(parts, "SELECT 1"))
    return UUID(str(case["id"]))
