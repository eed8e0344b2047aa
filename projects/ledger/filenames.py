"""Names of uploaded files, made fit to be shown and to be saved under."""

from __future__ import annotations

from pathlib import PurePath

_MOST = 200
_RUNS = frozenset(
    {
        *("bat", "chm", "cmd", "com", "cpl", "dll", "exe", "hta", "htm", "html", "jar", "js", "jse", "jsp", "lnk"),
        *("mht", "msi", "php", "pif", "ps1", "py", "reg", "scr", "sh", "svg", "vbe", "vbs", "wsf", "xht", "xhtml"),
    }
)
"""What some system would run or render: harmless as part of a word, not as an extension before the last one."""


def clean_name(name: str) -> str:
    """The last part of the path, without control or direction characters, at most 200 characters, one extension."""
    base = PurePath(name.replace("\\", "/")).name
    kept = "".join(char for char in base if char.isprintable()).strip()
    *parts, last = kept.split(".")
    stem = ""
    for part in parts:
        is_hidden = stem and part.strip().lower() in _RUNS
        stem = part if not stem else f"{stem}{'_' if is_hidden else '.'}{part}"
    whole = f"{stem}.{last}" if parts else last
    return whole[-_MOST:] or "file"
