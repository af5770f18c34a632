"""Django's door plate of the room."""

from django.apps import AppConfig


class SocialOrgsConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.domains.social_orgs"
    label = "social_orgs"
    verbose_name = "社会组织"
