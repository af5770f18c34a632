"""Django's door plate of the room."""

from django.apps import AppConfig


class OutboundConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.outbound"
    label = "outbound"
    verbose_name = "对外送出"
