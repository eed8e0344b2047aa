"""The privacy room."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What is known about people, and how it is kept."""

    name = "projects.privacy"
    label = "privacy"
    verbose_name = "个人信息保护"
