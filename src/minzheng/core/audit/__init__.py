"""The book: everything that happens, written once, in the statement of the verb that did it, and never changed.

Readers (messages, supervision, statistics) follow it by position. Not for today's state (the rooms' rows are the truth
for that) and not for technical logs.
"""
