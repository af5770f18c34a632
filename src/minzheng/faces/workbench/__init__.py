"""The door for staff: queues, cases, steps, lists of persons who are entitled, supervision.

Not for: what citizens do (portal), the leaders' figures (cockpit), decisions (the rooms below).
"""
