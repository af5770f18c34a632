"""Django's plate of the room."""

from django.apps import AppConfig


class LegalPersonsConfig(AppConfig):
    """The room `legal_persons`."""

    name = "minzheng.core.legal_persons"
    label = "legal_persons"
    verbose_name = "法人与经办"
