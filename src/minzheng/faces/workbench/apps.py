"""Django's door plate of the face."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """The face as Django sees it."""

    name = "minzheng.faces.workbench"
    label = "workbench"
    verbose_name = "工作台"
