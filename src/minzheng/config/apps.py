"""Django's entry for config: when all models are known, the rooms put themselves into the registries."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers what the rooms bring."""

    name = "minzheng.config"
    label = "config"
    verbose_name = "总装"

    def ready(self) -> None:
        """Load `domain.py`, `steps.py`, `fields.py` and `connectors/` of every room, once."""
        from minzheng.config import registration

        registration.load()
