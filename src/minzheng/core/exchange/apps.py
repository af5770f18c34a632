"""Django's door plate of the room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.exchange"
    label = "exchange"
    verbose_name = "数据交换"
