"""What of a sitting an officer may read: a sitting is seen by more people than each project on its agenda."""

from __future__ import annotations

from dataclasses import dataclass

from projects.ledger.models import Project
from projects.people.models import Officer
from workflow.dispatch.models import AgendaEntry, DispatchEvent, Meeting

OUT_OF_SIGHT = "这个议题的项目不在您的查看范围内。"
_OF_ENTRIES = frozenset({DispatchEvent.Kind.ENTRY_ADDED, DispatchEvent.Kind.ENTRY_REMOVED})


@dataclass(frozen=True)
class Seen:
    """Names of projects ever put on the agenda: those the officer sees, and those that he does not."""

    own: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def by(cls, officer: Officer, meeting: Meeting) -> Seen:
        """Two queries."""
        entries = AgendaEntry.objects.filter(meeting=meeting)
        own = entries.filter(project__in=Project.objects.visible_to(officer)).values_list("project", "project__name")
        seen = dict(own)
        everything = entries.values_list("project", "project__name")
        return cls(tuple(seen.values()), tuple(name for project, name in everything if project not in seen))

    def event(self, event: DispatchEvent) -> DispatchEvent:
        """The event; its note tells of a project only to who sees that project."""
        if event.kind in _OF_ENTRIES and not self._may_read(event.note):
            event.note = OUT_OF_SIGHT
        return event

    def _may_read(self, note: str) -> bool:
        if not self.others:
            return True
        return _begins(note, self.own) and not _begins(note, self.others)


def _begins(note: str, names: tuple[str, ...]) -> bool:
    return note.startswith(tuple(f"{name}：" for name in names))
