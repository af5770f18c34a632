"""Django's door plate of the room."""

from django.apps import AppConfig


class ElderlyConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.domains.elderly"
    label = "elderly"
    verbose_name = "养老服务"
