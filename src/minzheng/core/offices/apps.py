"""Django's plate of the room."""

from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """The room `offices`."""

    name = "minzheng.core.offices"
    label = "offices"
    verbose_name = "机构与岗位"
