"""Who compares a face with the picture of the ID card. What ships is its simulator; no picture ever comes to us.

Request to begin: `{act: "begin", reference, name, id_number}`; answer `{lines: [{kind: "visit", value: {address}, as_of}]}`: where
the person goes, and from where they come back with a ticket. Request for the result: `{act: "result", reference,
ticket}`; answer `{lines: [{kind: "face", value: {passed}, as_of}]}`, [] for a ticket that is not of this reference or too
old. ConnectionError when it is silent.
"""

from minzheng.core.people.connectors.face.simulator import SimulatedFace
from minzheng.kernel.registry import connectors

connectors.add(SimulatedFace())
