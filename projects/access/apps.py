"""The room ``projects.access``."""

from django.apps import AppConfig

from projects.access import checks

__all__ = ["checks"]


class AccessConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.access"
    label = "access"
    verbose_name = "登录与授权"
