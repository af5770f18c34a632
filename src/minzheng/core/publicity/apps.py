"""Django's door plate of the room."""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.publicity"
    label = "publicity"
    verbose_name = "公示公布"
