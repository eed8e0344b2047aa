"""The room ``notifications.exchange``."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Label and Chinese name."""

    name = "notifications.exchange"
    label = "exchange"
    verbose_name = "文件交换"
