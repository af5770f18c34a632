"""XML that strangers hand in, read safely: no DTD, no entities, no network, bounded size, lines kept.

Not for writing documents (lxml's own `etree` does that) and not for schemas: who reads BPMN, DMN or OFD
says what is allowed.
"""

from .canonical import canonical
from .element import Element
from .errors import XmlError
from .parse import Limits, parse

__all__ = ["Element", "Limits", "XmlError", "canonical", "parse"]
