"""Legal persons that are served here: who they are, how that was proven, and who acts for them within matters and days.

Not for offices of the platform itself (core.offices) and not the register of any domain: what a register holds is asked
through a connector.
"""
