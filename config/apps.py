"""The composition root as a Django app: it brings the checks, the shell's templates and the commands."""

from django.apps import AppConfig

from config import checks

__all__ = ["checks"]


class HouseConfig(AppConfig):
    """See docs/adr/0001."""

    name = "config"
    label = "config"
    verbose_name = "落地"
