"""The register that says whether a name and an ID number belong together. What ships is its simulator.

Request: `{reference, fields, name, id_number}`. Answer: `{lines: [{kind: "identity", value: {result: "match" |
"mismatch"}, as_of}]}`, [] for a number that it does not know; ConnectionError when it is silent. It gives nothing away:
who asks with the wrong name learns no right one. The same reference gives the same answer.
"""

from minzheng.core.people.connectors.real_name.simulator import SimulatedRealName
from minzheng.kernel.registry import connectors

connectors.add(SimulatedRealName())
