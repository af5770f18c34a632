"""What is done with drafts: by the person whose draft it is, and by a helper who fills in for somebody."""

from minzheng.core.forms.actions.erasing import erase_draft_file, expire_drafts
from minzheng.core.forms.actions.filling import (
    Filled,
    Saved,
    discard_draft,
    misnamed,
    open_draft,
    require_own_files,
    save_page,
    seal,
    twice_named,
)
from minzheng.core.forms.actions.helping import (
    begin_help,
    drop_help,
    lapse_help,
    offer_help,
    save_helped_page,
)

__all__ = [
    "Filled",
    "Saved",
    "begin_help",
    "discard_draft",
    "drop_help",
    "erase_draft_file",
    "expire_drafts",
    "lapse_help",
    "misnamed",
    "offer_help",
    "open_draft",
    "require_own_files",
    "save_helped_page",
    "save_page",
    "seal",
    "twice_named",
]
