"""Organisations, positions, roles and delegation: from them every request gets its Actor, every verb its answer
whether it may.

Not for persons and their accounts (core/people) and not for a case's own history of who did what (core/cases).
"""
