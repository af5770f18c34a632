"""The gateway for short messages. What ships is its simulator; a real one is another class of the same name and shape.

Request: `{reference, phone, text}`; answer: `{accepted, receipt}`; ConnectionError when the gateway is silent. A second
request of the same reference is answered as the first one and sends nothing.
"""

from minzheng.core.messages.connectors.sms_gateway.simulator import SimulatedGateway
from minzheng.kernel.registry import connectors

connectors.add(SimulatedGateway())
