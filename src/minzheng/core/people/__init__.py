"""Persons, dated households, accounts and their sessions, representatives, bank accounts, consents.

The only room that holds ID numbers: sealed, found again by a keyed index. Not for organisations, staff and roles
(core/offices) and not for what a person receives (blocks/benefits).
"""
