"""The register that says whether a registration certificate of a social organisation holds. What ships is its simulator.

The organ's own register of social organisations lies above this room, so it is asked through this door like any other
source. Request: `{reference, fields, uscc, shown}` (`shown`: the number of the certificate). Answer: `{lines: [{kind:
"legal_person", value: {name, status: "active" | "ended", at, representative_id_number}, as_of}]}`, [] when code and
number do not belong together; ConnectionError when it is silent.
"""

from minzheng.core.legal_persons.connectors.social_certificate.simulator import SimulatedSocialCertificate
from minzheng.kernel.registry import connectors

connectors.add(SimulatedSocialCertificate())
