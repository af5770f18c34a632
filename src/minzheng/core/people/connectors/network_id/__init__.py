"""国家网络身份认证 (网号、网证): voluntary, never the only way. What ships is its simulator.

Request: `{reference, fields, number, code}`: the network number and the one-time code that its app shows. Answer:
`{lines: [{kind: "identity", value: {name, id_number}, as_of}]}`, [] when number and code do not fit; ConnectionError when it
is silent.
"""

from minzheng.core.people.connectors.network_id.simulator import SimulatedNetworkId
from minzheng.kernel.registry import connectors

connectors.add(SimulatedNetworkId())
