"""The kinds of steps that every case knows, one file per group; importing this package registers them."""

from minzheng.core.cases.steps import accepting, deciding, delivering, listing, reviewing

__all__ = ["accepting", "deciding", "delivering", "listing", "reviewing"]
