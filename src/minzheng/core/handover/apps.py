"""Django's door plate of the room."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.handover"
    label = "handover"
    verbose_name = "离岗交接"
