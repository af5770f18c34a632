"""Django's door plate of the room."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.blocks.benefits"
    label = "benefits"
    verbose_name = "待遇"
