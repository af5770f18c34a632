"""What the provider says of itself: discovery (OpenID Connect Discovery 1.0, RFC 8414) and its public keys."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from minzheng.core.systems.queries import keys
from minzheng.core.systems.rules import ACR, SCOPES, SERVICE_SCOPES
from minzheng.faces.identity.frame import answer, issuer_of, now


@require_safe
def discovery(request: HttpRequest) -> HttpResponse:
    """The provider's metadata: one flow (code with PKCE S256), nothing that is not served."""
    issuer = issuer_of(request)

    def at(name: str) -> str:
        return issuer + reverse(f"identity:{name}")

    return answer(
        {
            "issuer": issuer,
            "authorization_endpoint": at("authorize"),
            "token_endpoint": at("token"),
            "userinfo_endpoint": at("userinfo"),
            "revocation_endpoint": at("revoke"),
            "end_session_endpoint": at("logout"),
            "jwks_uri": at("jwks"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
                "private_key_jwt",
                "none",
            ],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
            "scopes_supported": [*SCOPES, *SERVICE_SCOPES],
            "acr_values_supported": list(ACR.values()),
            "claims_supported": [
                *("sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "sid", "nonce", "at_hash"),
                *("name", "phone_number", "id_number"),
            ],
            "prompt_values_supported": ["none", "login", "consent"],
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "authorization_response_iss_parameter_supported": True,
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "ui_locales_supported": ["zh-CN"],
        },
        public=True,
    )


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys: the one that signs, and older ones while their tokens are about."""
    return answer({"keys": [key.as_dict() for key in keys().published(now())]}, public=True)
