"""Drafts of forms: what a person has typed so far, page by page, kept until it is submitted or thrown away.

The language of forms is `kernel.formspec`; this room keeps references to persons and accounts, never their numbers.
"""
