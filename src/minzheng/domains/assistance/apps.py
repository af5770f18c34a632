"""Django's door plate of the room."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.domains.assistance"
    label = "assistance"
    verbose_name = "社会救助"
