"""What is made public about people: objection notices, posting of those in benefit, objections and their answers.

Not for results that the law publishes of organisations (Disclosure) nor for announcements: those carry other fields under
other law. A notice is an object of typed fields, never free text (standards 16).
"""
