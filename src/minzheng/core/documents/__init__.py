"""Letters: numbered papers of an organ, set from templates with declared fields, reproducible byte by byte.

Not for saying when a paper is due or what it decides (core/cases and the service package do), nor for seals and
licences, which stand above and take a letter's PDF.
"""
