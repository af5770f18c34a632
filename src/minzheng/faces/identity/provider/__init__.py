"""The platform as OpenID Connect provider: what it says of itself, signing in at systems, tokens, and leaving."""
