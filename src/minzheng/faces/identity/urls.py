"""Addresses of signing in across systems."""

from django.urls import path

from minzheng.faces.identity.partners import pages as partners
from minzheng.faces.identity.partners import simulators
from minzheng.faces.identity.provider import again, authorize, connected, leaving, metadata, tokens

app_name = "identity"
urlpatterns = [
    path(".well-known/openid-configuration", metadata.discovery, name="discovery"),
    path("openid/jwks", metadata.jwks, name="jwks"),
    path("openid/authorize", authorize.authorize, name="authorize"),
    path("openid/onwards", authorize.onwards, name="onwards"),
    path("openid/consent", authorize.consent, name="consent"),
    path("openid/again", again.again, name="again"),
    path("openid/raise", again.raise_level, name="raise"),
    path("openid/token", tokens.token, name="token"),
    path("openid/userinfo", tokens.userinfo, name="userinfo"),
    path("openid/revoke", tokens.revoke_token, name="revoke"),
    path("account/systems", connected.connected, name="connected"),
    path("openid/logout", leaving.leave_all, name="logout"),
    path("openid/logout/answer", leaving.answered, name="logout_answer"),
    path("sign-in/with/known", partners.agreed, name="partner_agreed"),
    path("sign-in/with/<slug:name>", partners.begin, name="partner"),
    path("sign-in/with/<slug:name>/back", partners.back, name="partner_back"),
    path("simulators/national/authorize", simulators.national_page, name="national_simulator"),
    path("simulators/tickets/login", simulators.tickets_page, name="ticket_simulator"),
]
