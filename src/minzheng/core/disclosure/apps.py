"""Django's door plate of the room."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.disclosure"
    label = "disclosure"
    verbose_name = "结果公开"
