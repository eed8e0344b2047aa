"""The room ``notifications.preferences``."""

from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    """Label and Chinese name."""

    name = "notifications.preferences"
    label = "preferences"
    verbose_name = "提醒偏好"
