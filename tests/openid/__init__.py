"""The platform beside code that others wrote: npm's `openid-client` and `oidc-provider`."""
