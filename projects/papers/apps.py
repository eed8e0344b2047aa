"""The room ``projects.papers``."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.papers"
    label = "papers"
    verbose_name = "公文"
