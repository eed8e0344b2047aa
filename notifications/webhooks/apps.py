"""The room ``notifications.webhooks``."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Label and Chinese name."""

    name = "notifications.webhooks"
    label = "webhooks"
    verbose_name = "变更推送"
