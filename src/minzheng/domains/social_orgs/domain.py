"""The door plate of the domain."""

from minzheng.kernel.registry import Domain, domains

DOMAIN = domains.add(
    Domain(
        name="social_orgs",
        title="社会组织",
        order=40,
        menu=(("请示审查", "/desk/social-orgs/consents", "social_orgs.answer_consent"),),
    )
)
