"""Django's door plate of the room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.documents"
    label = "documents"
    verbose_name = "文书"
