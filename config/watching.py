"""A watchman in each web process."""

from __future__ import annotations

from importlib import import_module


def start() -> None:
    """Put one in. Looked up by name: this is read before the apps are, and models cannot be imported then."""
    expected = import_module("notifications.watch.expected")
    import_module("notifications.watch.watchman").watch(expected.WEB)
