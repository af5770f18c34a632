"""Django's door plate of the room."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.supervision"
    label = "supervision"
    verbose_name = "电子监察"
