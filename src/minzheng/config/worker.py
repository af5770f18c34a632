"""One round of the background work: order of the book, legal timers, what goes out, lists, letters to be rendered."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from minzheng.blocks.benefits.actions import follow_book as end_benefits
from minzheng.core.audit.actions import sequence
from minzheng.core.cases.actions import ask_sources, fire_due, reckon_again, start_from_list
from minzheng.core.cases.queries import lists_drawn
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import list_starters
from minzheng.core.disclosure.actions import follow_decisions
from minzheng.core.documents.actions import render_waiting
from minzheng.core.forms.actions import expire_drafts, lapse_help
from minzheng.core.messages.actions import send_waiting, work_post
from minzheng.core.offices.actions import acting
from minzheng.core.outbound.actions import issue_receipts, send_held_messages, send_messages
from minzheng.core.people.actions import erase_old_proofs, suspend_unused
from minzheng.core.places.queries import children
from minzheng.core.publicity.actions import follow_book
from minzheng.core.systems.actions import clear_expired, deliver_logouts, end_orphans
from minzheng.kernel.rights import system


def erase_what_is_over(at: datetime) -> int:
    """Drafts that lapsed or that nobody touched, papers that no decision needs; returns how many. 3 statements when there
    are none, besides those of the frame."""
    by = system("erase_what_is_over")
    with acting(by, at):
        return sum(verb(by=by, at=at) for verb in (lapse_help, expire_drafts, erase_old_proofs))


ROUND: tuple[tuple[str, Callable[..., object]], ...] = (
    ("sequence", sequence),
    ("timers", fire_due),
    ("calendar", lambda at: reckon_again(by=system("calendar"), at=at)),
    ("sources", ask_sources),
    ("receipts", issue_receipts),
    ("publicity", follow_book),
    ("benefits", end_benefits),
    ("messages", send_messages),
    ("held", send_held_messages),
    ("sms", send_waiting),
    ("post", work_post),
    ("letters", render_waiting),
    ("results", follow_decisions),
    ("ended", end_orphans),
    ("signouts", deliver_logouts),
    ("tokens", clear_expired),
    ("erased", erase_what_is_over),
    ("unused", lambda at: suspend_unused(by=system("unused_accounts"), at=at)),
)


def tick(at: datetime) -> dict[str, object]:
    """Do what is due now, each part in transactions of its own; returns how much each part did."""
    done: dict[str, object] = {}
    for name, verb in ROUND:
        done[name] = verb(at=at)
    done["lists"] = draw_lists(at)
    return done


def draw_lists(at: datetime) -> int:
    """Draw up next month's lists that are missing (免申即享: a month ahead). Cheap when nothing is: 2 statements."""
    month = next_month(today(at))
    drawn, started = lists_drawn(month), 0
    for service, _ in list_starters():
        for county in counties():
            if (service, county) not in drawn:
                by = system("lists")
                with acting(by, at):
                    started += len(start_from_list(by=by, at=at, service=service, county=county, month=month))
    return started


def counties() -> list[str]:
    """Codes of the counties in use."""
    with transaction.atomic():
        return [
            county.code
            for province in children("")
            for city in children(province.code)
            for county in children(city.code)
        ]


def next_month(day: date) -> date:
    """The first day of the month after `day`'s."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
