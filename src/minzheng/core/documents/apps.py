"""Django's plate of the room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room `documents`."""

    name = "minzheng.core.documents"
    label = "documents"
    verbose_name = "文书"
