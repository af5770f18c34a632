"""Django's door plate of the kit."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Templates, static files and template tags that all faces share."""

    name = "minzheng.faces.kit"
    label = "kit"
    verbose_name = "界面"
