"""What is done in this room: issuing a letter by itself, keeping its PDF, noting that it was opened, making it void."""

from minzheng.core.documents.actions.issue import Issued, issue
from minzheng.core.documents.actions.note_opened import note_opened
from minzheng.core.documents.actions.render import render, render_waiting
from minzheng.core.documents.actions.void import void

__all__ = ["Issued", "issue", "note_opened", "render", "render_waiting", "void"]
