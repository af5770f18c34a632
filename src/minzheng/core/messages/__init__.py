"""What reaches people: an in-box of short messages, and gateways that take an address.

Not for deciding who hears what (core/outbound reads the book and does) nor for knowing persons: a person is a UUID
here, a telephone number is given with each message.
"""
