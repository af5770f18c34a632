"""What every face is built from: look, page frames, components, list pages, answers to problems.

Not for: pages of a room, rights, reads or verbs. The kit imports no room; domains build their pages on it alone.
"""
