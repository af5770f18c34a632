"""Django's plate of the room."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The room `messages` (its label is not Django's own `messages`)."""

    name = "minzheng.core.messages"
    label = "mz_messages"
    verbose_name = "消息"
