"""The door for signing in across systems: this platform as OpenID Connect provider, and as guest of other identity platforms."""
