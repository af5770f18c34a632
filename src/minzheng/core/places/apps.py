"""Django's plate of the room."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The room `places`."""

    name = "minzheng.core.places"
    label = "places"
    verbose_name = "区划、日历、参数与代码"
