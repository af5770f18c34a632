"""The bank: balances of a person's accounts. What ships is its simulator; a real one is another class of the same name.

Request: `{reference, fields, name, id_number}`. Answer: `{lines: [{kind: "deposit", value: {bank, account_tail,
balance_fen}, as_of}]}`, [] for nobody known; ConnectionError when the bank is silent. The same reference gives the same
answer. Nothing else is asked for and nothing else comes: no transactions, no whole card numbers.
"""

from minzheng.core.exchange.connectors.bank.simulator import SimulatedBank
from minzheng.kernel.registry import connectors

connectors.add(SimulatedBank())
