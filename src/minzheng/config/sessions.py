"""Sessions in the database, found together with account, person and grants by one statement.

A desk left alone is closed after 30 minutes, a citizen's page after two hours (`people.rules`). So that a click does
not cost a write, the end is moved only when less than five sixths of the time are left.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from minzheng.core.offices import queries as offices
from minzheng.core.offices.queries import SignedIn
from minzheng.core.people.queries import ended_session_of, session_table
from minzheng.core.people.rules import ACTS_FOR, BROWSER, CITIZEN_SESSION, STAFF_SESSION

CHANNEL = "web"
SIGNED_IN = "signed_in_at"
"""Key of a session's data: [account, second since 1970] of the sign-in; systems that ask for a fresh one are told it."""


class SessionStore(DatabaseStore):
    """Django's database session over the table of `people`, which also names the account."""

    found: SignedIn | None = None
    ended_of: Any = None
    """The account of a session that has ended, when the browser still shows its key."""

    @property
    def owner(self) -> str:
        """The account (as text) whose session it is, or was until it ended; '' for nobody's."""
        account = None if self.found is None or self.found.account is None else self.found.account.id
        return str(account or self.ended_of or "")

    @classmethod
    def get_model_class(cls) -> Any:
        """The table of sessions."""
        return session_table()

    def load(self) -> dict[str, Any]:
        """Read the session; what the statement found besides stays in `found`."""
        self.found = (
            offices.signed_in(self.session_key, channel=CHANNEL, at=timezone.now())
            if self.session_key
            else None
        )
        if self.found is None:
            self.ended_of = ended_session_of(self.session_key) if self.session_key else None
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(self.found.session_data)
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row that is written: the account and the person represented stand in columns; when somebody signed in
        stands in the data, whatever door they came by."""
        account = data.get("_auth_user_id")
        if account is not None and data.get(SIGNED_IN, ("",))[0] != account:
            data[SIGNED_IN] = [account, timezone.now().timestamp()]
        row: Any = super().create_model_instance(data)
        row.account_id = data.get("_auth_user_id")
        row.on_behalf_of_id = data.get(ACTS_FOR)
        row.browser = str(data.get(BROWSER, ""))[:40]
        row.began_at = datetime.fromtimestamp(data[SIGNED_IN][1], UTC) if account is not None else None
        return row

    def get_session_cookie_age(self) -> int:
        """Seconds until a session that is not used ends."""
        return int(self.lasts().total_seconds())

    def lasts(self) -> timedelta:
        """How long a session that is not used lasts, by the kind of account."""
        account = None if self.found is None else self.found.account
        return STAFF_SESSION if account is not None and account.kind == "staff" else CITIZEN_SESSION

    def move_end(self) -> None:
        """Have the session written (and so its end moved) when a sixth of its time has gone."""
        if self.found is None or self.found.account is None or self.found.expires is None:
            return
        left = self.found.expires - timezone.now()
        if not self.lasts() * 5 / 6 <= left <= self.lasts():
            self.modified = True
