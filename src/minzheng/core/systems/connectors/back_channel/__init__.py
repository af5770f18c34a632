"""The sign-out notice to a connected system (OpenID Connect Back-Channel Logout 1.0): one signed token, posted as a form.

Request: `{uri, logout_token}`. Answer: `{status}`; ConnectionError names why nobody was reached. The address is the one that
was registered; what its name resolves to is looked at before anything is sent, the connection goes to that very address,
and a redirect is not followed: so nobody is led into the inner network by a name that changes its mind.
"""

from minzheng.core.systems.connectors.back_channel.sender import BackChannel
from minzheng.kernel.registry import connectors

connectors.add(BackChannel())
