"""Django's door plate of the room."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.forms"
    label = "forms"
    verbose_name = "表单"
