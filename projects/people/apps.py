"""The room ``projects.people``."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.people"
    label = "people"
    verbose_name = "单位与人员"
