"""What is done: registering systems, letting people sign in at them, tokens, ends of sessions, and noting calls."""

from minzheng.core.systems.actions.calls import note_call
from minzheng.core.systems.actions.codes import grant_code, redeem_code
from minzheng.core.systems.actions.ends import deliver_logouts, end_orphans, end_sessions, leave_system
from minzheng.core.systems.actions.register import (
    close_system,
    pass_on,
    register_system,
    renew_secret,
    rotate_keys,
)
from minzheng.core.systems.actions.tokens import (
    authenticate_system,
    clear_expired,
    refresh,
    revoke,
    service_token,
)

__all__ = [
    "authenticate_system",
    "clear_expired",
    "close_system",
    "deliver_logouts",
    "end_orphans",
    "end_sessions",
    "grant_code",
    "leave_system",
    "note_call",
    "pass_on",
    "redeem_code",
    "refresh",
    "register_system",
    "renew_secret",
    "revoke",
    "rotate_keys",
    "service_token",
]
