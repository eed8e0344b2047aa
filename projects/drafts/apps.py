"""The room ``projects.drafts``."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.drafts"
    label = "drafts"
    verbose_name = "草稿"
