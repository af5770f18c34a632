"""Django's plate of the room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The room `files`."""

    name = "minzheng.core.files"
    label = "files"
    verbose_name = "文件"
