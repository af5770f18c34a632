"""A town that programs can call, on a fixed day. (Rooms are imported inside: this file is read before Django is set up.)"""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from minzheng.core.cases.tests.factories import Town


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock stands: Monday, 2 March 2026, 10:00 in Shanghai. Addresses may ask as often as they like."""
    from ninja.throttling import SimpleRateThrottle

    from minzheng.core.cases.tests.factories import AT

    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(hours=1))
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)


@pytest.fixture
def town() -> "Town":
    """The town of the cases' tests; besides its elder there is `neighbour`, who has an account too."""
    from minzheng.core.cases.tests.factories import a_town, an_elder
    from minzheng.core.people.tests.factories import an_account

    found = a_town()
    an_account(an_elder("许演荷"), username="neighbour")
    return found
