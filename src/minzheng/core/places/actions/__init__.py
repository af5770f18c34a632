"""What is done in this room: each of its four kinds of reference data is loaded whole, one verb a file."""

from minzheng.core.places.actions.load_calendar import load_calendar
from minzheng.core.places.actions.load_code_lists import load_code_lists
from minzheng.core.places.actions.load_divisions import load_divisions
from minzheng.core.places.actions.load_parameters import load_parameters

__all__ = ["load_calendar", "load_code_lists", "load_divisions", "load_parameters"]
