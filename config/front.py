"""Front-end files taken from npm packages, file by file: a package's other thousand files are never copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

ICONS = "@tabler/icons-webfont/dist"
FILES: dict[str, str] = {
    "tabler/css/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/css/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "tabler/icons/tabler-icons.min.css": f"{ICONS}/tabler-icons.min.css",
    "tabler/icons/fonts/tabler-icons.woff2": f"{ICONS}/fonts/tabler-icons.woff2",
    "tabler/icons/fonts/tabler-icons.woff": f"{ICONS}/fonts/tabler-icons.woff",
    "tabler/icons/fonts/tabler-icons.ttf": f"{ICONS}/fonts/tabler-icons.ttf",
}


class PackageFinder(BaseFinder):
    """Finds ``FILES``: static path → path under node_modules."""

    def check(self, **kwargs: object) -> list[CheckMessage]:
        """Every listed file is installed."""
        absent = [source for source in FILES.values() if not (settings.NODE_MODULES / source).exists()]
        if not absent:
            return []
        return [Error(f"前端文件缺失：{'、'.join(absent)}", hint="请在项目目录运行 make install。", id="luodi.E010")]

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:  # type: ignore[override]
        """Absolute path of ``path``; an empty list when it is none of ours (Django's convention)."""
        source = FILES.get(path)
        if source is None:
            return []
        found = str(settings.NODE_MODULES / source)
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        """Pairs for collectstatic: each file by its static path, read from a storage that maps it."""
        storage = _Packages(location=settings.NODE_MODULES)
        for path in FILES:
            yield path, storage


class _Packages(FileSystemStorage):
    """Opens a static path at its place in node_modules."""

    prefix = ""

    def path(self, name: str) -> str:
        return str(Path(self.location) / FILES[name])
