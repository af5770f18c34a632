"""Django's door plate of the face."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The face as Django sees it."""

    name = "minzheng.faces.identity"
    label = "identity"
    verbose_name = "统一身份"
