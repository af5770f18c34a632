"""Notices on village boards: prepare, put up, close, take down; objections and their answers; the posting sheets."""
