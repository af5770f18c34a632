"""The front page, the list of services, search, and the guide of one service."""
