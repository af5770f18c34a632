"""The door plate of the domain."""

from minzheng.kernel.registry import Domain, domains

DOMAIN = domains.add(Domain(name="elderly", title="养老服务", order=20))
