"""What of a sitting an officer may read: a sitting is seen by more people than each project on its agenda."""

from __future__ import annotations

from dataclasses import dataclass

from projects.ledger.models import Project
from projects.people.models import Officer
from workflow.dispatch.models import AgendaEntry, DispatchEvent, Meeting

_OF_ENTRIES = frozenset(
    {
        DispatchEvent.Kind.ENTRY_ADDED,
        DispatchEvent.Kind.ENTRY_REMOVED,
        DispatchEvent.Kind.ENTRY_MARKED,
        DispatchEvent.Kind.ASKED,
        DispatchEvent.Kind.UNASKED,
        DispatchEvent.Kind.ANSWERED,
    }
)


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

    def may_read(self, event: DispatchEvent) -> bool:
        """What was done to an entry of the agenda is told only to who sees its project."""
        return event.kind not in _OF_ENTRIES or self._names_own(event.note)

    def _names_own(self, note: str) -> bool:
        if not self.others:
            return True
        return _begins(note, self.own) and not _begins(note, self.others)


def _begins(note: str, names: tuple[str, ...]) -> bool:
    return note.startswith(tuple(f"{name}：" for name in names))
