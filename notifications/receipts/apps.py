"""The room ``notifications.receipts``."""

from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    """Label and Chinese name."""

    name = "notifications.receipts"
    label = "receipts"
    verbose_name = "确认与升级"
