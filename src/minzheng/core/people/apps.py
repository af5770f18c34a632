"""Django's plate of the room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room `people`."""

    name = "minzheng.core.people"
    label = "people"
    verbose_name = "人与账号"
