"""帮填: the village's helper fills in for somebody; the person alone hands in, also at the counter."""
