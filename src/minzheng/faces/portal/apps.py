"""Django's door plate of the face."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The face as Django sees it."""

    name = "minzheng.faces.portal"
    label = "portal"
    verbose_name = "服务门户"
