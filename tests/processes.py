"""What the kernel knows about processes, read from /proc."""

from __future__ import annotations

from pathlib import Path


def parents() -> dict[int, int]:
    """Process → its parent; zombies count as gone."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        if after_name[0] != "Z":
            found[int(stat.parent.name)] = int(after_name[1])
    return found


def descendants(pid: int) -> set[int]:
    """All processes below ``pid``."""
    tree = parents()
    found: set[int] = set()
    wanted = {pid}
    while wanted:
        wanted = {child for child, parent in tree.items() if parent in wanted} - found
        found |= wanted
    return found


def alive(pids: set[int]) -> set[int]:
    """Those of ``pids`` that still run."""
    return pids & set(parents())


def command_line(pid: int) -> str:
    """Arguments of ``pid``, separated by spaces; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
