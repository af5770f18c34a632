"""The national or provincial identity platform, of which we are a relying party (OpenID Connect). What ships is its simulator;
a real one is used as soon as its address is set (`MINZHENG_NATIONAL_ISSUER` and its neighbours).

Request to begin: `{act: "begin", redirect_uri, state, nonce, challenge}`; answer `{lines: [{kind: "visit", value: {address},
as_of}]}`: where the person goes. Request to finish: `{act: "finish", query, redirect_uri, nonce, verifier}` with the query that the
person brought back; answer `{lines: [{kind: "identity", value: {issuer, subject, name, id_number, level}, as_of}]}`, [] for a code or
token that will not do. ConnectionError when it is silent. Which words of the partner mean which level stands in
`platform.yaml`.
"""

from minzheng.core.people.connectors.national_platform.openid import NationalPlatform
from minzheng.kernel.registry import connectors

connectors.add(NationalPlatform())
