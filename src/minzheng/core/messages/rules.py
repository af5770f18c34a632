"""What is decided about sending: how many a telephone gets a day, when a failed one is tried again, how it reads."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

DAILY = 10
"""Short messages that one telephone gets on one day (Asia/Shanghai), whoever they are for."""

ATTEMPTS = 6
FIRST_WAIT = timedelta(minutes=1)
LONGEST = 500
SIGNATURE = "【民政服务】"


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """The beginning of the day of `at` in Asia/Shanghai, and of the next one."""
    start = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts: 1, 2, 4, 8, 16 minutes; None when it is given up."""
    return None if attempts >= ATTEMPTS else FIRST_WAIT * 2 ** (attempts - 1)


def worded(text: str) -> str:
    """A short message as it is sent: signed in front, one line, cut with an ellipsis when it is too long."""
    line = SIGNATURE + " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def inner_path(link: str) -> bool:
    """Whether a link stays on this site: a path, not an address of somewhere else."""
    return link == "" or (link.startswith("/") and not link.startswith(("//", "/\\")) and link.isprintable())
