"""Django's door plate of the face."""

from django.apps import AppConfig


class OpenapiConfig(AppConfig):
    """The face as Django sees it."""

    name = "minzheng.faces.openapi"
    label = "openapi"
    verbose_name = "开放接口"
