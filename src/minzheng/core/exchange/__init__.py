"""What is asked of other agencies: one verb that calls a connector, and the log of every call, kept for years.

Not for deciding what is asked about whom (the room that needs the answer does), nor for keeping what was answered: the
log tells who asked whom for which case and which fields, never what came back.
"""
