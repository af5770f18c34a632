"""Django's door plate of the room."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.core.feedback"
    label = "feedback"
    verbose_name = "好差评"
