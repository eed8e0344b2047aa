"""The room ``notifications.reminders``."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Label and Chinese name."""

    name = "notifications.reminders"
    label = "reminders"
    verbose_name = "提醒规则"
