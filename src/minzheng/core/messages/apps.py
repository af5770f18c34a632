"""Django's plate of the room."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The room `messages`. Its label differs from its name, because Django's own one-time notices have that label."""

    name = "minzheng.core.messages"
    label = "in_box"
    verbose_name = "消息"
