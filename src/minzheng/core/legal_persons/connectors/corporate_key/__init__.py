"""法人一证通 (UKey): the key that belongs to a body signs a challenge. What ships is its simulator.

Request to begin: `{reference, fields, act: "begin", uscc}`; answer: one line `{kind: "challenge", value: {challenge}}`,
also for a body without a key. Request to verify: `{…, act: "verify", uscc, signature (hex)}` with the same reference;
answer: `{lines: [{kind: "legal_person", value: {name, status, at, representative_id_number}, as_of}]}`, [] when no key
of this body has signed this challenge.
"""

from minzheng.core.legal_persons.connectors.corporate_key.simulator import SimulatedCorporateKey
from minzheng.kernel.registry import connectors

connectors.add(SimulatedCorporateKey())
