"""What is done in this room: storing a file, erasing one, sweeping up what no row knows."""

from minzheng.core.files.actions.erase import erase
from minzheng.core.files.actions.store import store
from minzheng.core.files.actions.sweep import sweep

__all__ = ["erase", "store", "sweep"]
