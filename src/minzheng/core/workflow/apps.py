"""Django's door plate of the room."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.workflow"
    label = "workflow"
    verbose_name = "流程"
