"""The electronic business licence: its holder shows a code that holds for a short time. What ships is its simulator.

Request: `{reference, fields, uscc, shown}` (`shown`: the code). Answer: `{lines: [{kind: "legal_person", value: {name,
status: "active" | "ended", at (division), representative_id_number, shown_by (ID number of who showed it)}, as_of}]}`,
[] for a code that does not belong to the licence; ConnectionError when it is silent.
"""

from minzheng.core.legal_persons.connectors.business_licence.simulator import SimulatedBusinessLicence
from minzheng.kernel.registry import connectors

connectors.add(SimulatedBusinessLicence())
