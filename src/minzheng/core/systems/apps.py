"""Django's door plate of the room."""

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.systems"
    label = "systems"
    verbose_name = "接入系统"
