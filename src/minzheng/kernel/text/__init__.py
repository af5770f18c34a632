"""Chinese text as people type and read it: one spelling for names and digits, masks, dates in words.

Not for sorting (the pinyin key is stored where names are stored) and not for templates of letters.
"""

from .dates import chinese_date, chinese_moment, chinese_range, letter_date, weekday_name
from .masks import HIDDEN, mask_address, mask_bank_card, mask_id_number, mask_name, mask_phone
from .spelling import halfwidth, normalise_name

__all__ = [
    "HIDDEN",
    "chinese_date",
    "chinese_moment",
    "chinese_range",
    "halfwidth",
    "letter_date",
    "mask_address",
    "mask_bank_card",
    "mask_id_number",
    "mask_name",
    "mask_phone",
    "normalise_name",
    "weekday_name",
]
