"""What can be applied for: service packages, their immutable versions, who offers them with what overlay, and search.

Not for cases: a case pins an offering snapshot of this room and asks for its compiled package.
"""
