"""Where and when: divisions with their history, legal calendars, dated parameters with their document, code lists.

Not for organisations (core/offices), the addresses of persons (core/people) or deciding anything: a due date is
counted by kernel/calendar, an entitlement by a decision table.
"""
