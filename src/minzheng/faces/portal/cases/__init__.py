"""My cases: where they stand, letters, withdrawal, consent to what the platform found; and the look-up without sign-in."""
