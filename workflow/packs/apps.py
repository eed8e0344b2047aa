"""The room ``workflow.packs``."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.packs"
    label = "packs"
    verbose_name = "会议材料"
