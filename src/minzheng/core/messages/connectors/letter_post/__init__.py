"""The post for paper letters. What ships is its simulator; a real one is another class of the same name and shape.

Request: `{reference, name, address}` hands a letter in; answer: `{accepted, tracking_no}`. Request: `{tracking_no}` asks how
far it has come; answer: `{state: on_way | delivered | returned, note}`. ConnectionError when the post is silent. A second
letter of the same reference is answered as the first one.
"""

from minzheng.core.messages.connectors.letter_post.simulator import SimulatedPost
from minzheng.kernel.registry import connectors

connectors.add(SimulatedPost())
