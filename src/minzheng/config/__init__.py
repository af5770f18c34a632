"""Puts the house together: settings, addresses, the `minzheng` command, the bundled PostgreSQL.

What it is not for: decisions, pages, tables. It is the only place that reads the environment and finds modules by name.
"""
