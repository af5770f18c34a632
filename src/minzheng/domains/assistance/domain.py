"""The door plate of the domain."""

from minzheng.kernel.registry import Domain, domains

DOMAIN = domains.add(Domain(name="assistance", title="社会救助", order=10))
