"""A message to a person about a mandate."""

from datetime import datetime
from uuid import UUID

from minzheng.core.messages.actions import deliver
from minzheng.kernel.rights import system

PAGE = "/organisations"


def tell(person: UUID, title: str, words: str, event: UUID, at: datetime) -> None:
    """Put a message into the in-box of somebody whose mandate began or ended. 3 statements."""
    deliver(
        by=system("legal_persons.mandate"),
        at=at,
        person=person,
        event_id=event,
        title=title[:100],
        body=f"{words}都在“我的单位”里看得到。",
        link=PAGE,
    )
