"""Django's door plate of the room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.cases"
    label = "cases"
    verbose_name = "办件"
