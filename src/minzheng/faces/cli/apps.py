"""Django's door plate of the face."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """The face as Django sees it."""

    name = "minzheng.faces.cli"
    label = "cli"
    verbose_name = "命令"
