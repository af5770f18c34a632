"""Django's door plate of the room."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.catalogue"
    label = "catalogue"
    verbose_name = "事项目录"
