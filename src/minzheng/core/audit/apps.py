"""Django's door plate of the room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.audit"
    label = "audit"
    verbose_name = "存证簿"
