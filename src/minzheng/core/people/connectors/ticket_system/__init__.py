"""An identity system of a county or city that speaks tickets instead of OpenID Connect: the person comes back with a ticket, our
server asks whose it is. What ships is its simulator; a real one is used as soon as its two addresses are set
(`MINZHENG_TICKET_LOGIN`, `MINZHENG_TICKET_CHECK`).

Request to begin: `{act: "begin", redirect_uri, state}`; answer `{lines: [{kind: "visit", value: {address}, as_of}]}`. Request to
finish: `{act: "finish", query, redirect_uri, state}`; answer `{lines: [{kind: "identity", value: {issuer, subject, name, id_number,
level}, as_of}]}`, [] for a ticket that is unknown, used or not for this address. ConnectionError when it is silent.
"""

from minzheng.core.people.connectors.ticket_system.tickets import TicketSystem
from minzheng.kernel.registry import connectors

connectors.add(TicketSystem())
