"""What is done in this room: storing a file, erasing one."""

from minzheng.core.files.actions.erase import erase
from minzheng.core.files.actions.store import store

__all__ = ["erase", "store"]
