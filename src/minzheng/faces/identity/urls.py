"""Addresses of signing in across systems."""

from django.urls import path

from minzheng.faces.identity.provider import again, authorize, leaving, metadata, tokens

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
    path("openid/logout", leaving.leave_all, name="logout"),
    path("openid/logout/answer", leaving.answered, name="logout_answer"),
]
