"""The register of motor vehicles: what is registered in a person's name. What ships is its simulator.

Request: `{reference, fields, name, id_number}`. Answer: `{lines: [{kind: "vehicle", value: {plate_masked, type,
registered_on}, as_of}]}`, [] for nobody known; ConnectionError when the register is silent. The same reference gives
the same answer.
"""

from minzheng.core.exchange.connectors.vehicles.simulator import SimulatedVehicles
from minzheng.kernel.registry import connectors

connectors.add(SimulatedVehicles())
