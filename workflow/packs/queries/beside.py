"""What stands beside the file of a project: action items 交办事项, and material that units answered for the sitting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q

from projects.people.models import Organisation
from projects.workdays.days import Calendar
from projects.workdays.queries import calendar
from workflow.dispatch.models import Meeting
from workflow.dispatch.models.materials import MaterialAnswer, MaterialRequest
from workflow.items.kinds import EventKind
from workflow.items.models import Item
from workflow.items.models.events import Event
from workflow.items.moves import ItemState
from workflow.packs import telling
from workflow.packs.content import Material, Task
from workflow.packs.queries.windows import Window

_OUT_OF_USE = {str(ItemState.CLOSED)}
NOT_YET = "尚未报送"


class Beside:
    """Of the projects of one agenda, as of the cut-off. Seven queries, however many.

    Of items only those issued or led in the region of the sitting: whoever sees the region sees each of them.
    """

    def __init__(self, meeting: Meeting, keys: Iterable[UUID], region: Organisation, window: Window) -> None:
        self.window = window
        self.items = self._items(list(keys), region)
        self._requests = self._asked(meeting)
        self._days = self._calendar()

    def tasks(self, key: UUID) -> tuple[Task, ...]:
        """Items that were open, the nearest deadline first."""
        found = [task for item in self.items[key] if (task := self._task(item)) is not None]
        return tuple(sorted(found, key=lambda one: (one.due_on, one.number)))

    def materials(self, key: UUID) -> Iterator[Material]:
        """What each unit answered, and who still owes an answer."""
        for request in self._requests[key]:
            unit, wanted = request.organisation.label_on(self.window.on), request.wanted
            label = f"{unit}：{wanted}" if wanted else unit
            answers = list(request.answers.all())
            for answer in answers:
                yield Material(label, _said(answer), str(answer.by), telling.instant(answer.at))
            if not answers:
                yield Material(label, f"{NOT_YET}（期限{request.due_on}）", "", "")

    def events(self, item: Item) -> list[Event]:
        """What had happened to an item by the cut-off, in its order."""
        return [one for one in item.events.all() if one.at <= self.window.cut_off]

    def _task(self, item: Item) -> Task | None:
        known = self.events(item)
        if not known or known[-1].after in _OUT_OF_USE:
            return None
        due = self._due_on(item)
        late = self._late(due)
        state = str(ItemState(known[-1].after).label)
        return Task(str(item.pk), item.number, item.matter, self._lead(item), telling.day(due), state, late)

    def _due_on(self, item: Item) -> date:
        """The deadline as it was: there is one extension, and it was granted by then or not."""
        later = [one for one in item.events.all() if one.at > self.window.cut_off and one.kind == EventKind.EXTENDED]
        return item.original_due_on if later else item.due_on

    def _lead(self, item: Item) -> str:
        """The lead unit as it was: the first one, where it was handed over only later."""
        taken = [one for one in item.events.all() if one.kind == EventKind.HANDED_OVER]
        was_first = bool(taken) and all(one.at > self.window.cut_off for one in taken)
        return str((item.first_unit if was_first else item.lead).label_on(self.window.on))

    def _late(self, due: date) -> int:
        """Working days behind the deadline; 0 in time."""
        ahead = range(1, (self.window.on - due).days + 1)
        return sum(self._days.day(due + timedelta(days=n)).is_workday for n in ahead)

    def _items(self, keys: list[UUID], region: Organisation) -> dict[UUID, list[Item]]:
        within = Q(issuer__path__startswith=region.path) | Q(lead__path__startswith=region.path)
        rows = Item.objects.filter(within, project__in=keys, issued_at__lte=self.window.cut_off)
        events = Event.objects.select_related("by").order_by("sequence")
        names = ("lead__former_names", "first_unit__former_names")
        found: dict[UUID, list[Item]] = defaultdict(list)
        for one in rows.select_related("lead", "first_unit").prefetch_related(
            Prefetch("events", queryset=events), *names
        ):
            assert one.project_id is not None
            found[one.project_id].append(one)
        return found

    def _asked(self, meeting: Meeting) -> dict[UUID, list[MaterialRequest]]:
        at = self.window.cut_off
        stands = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at)
        rows = MaterialRequest.objects.filter(stands, entry__meeting=meeting, asked_at__lte=at)
        answers = MaterialAnswer.objects.filter(at__lte=at).select_related("by").order_by("at", "pk")
        found: dict[UUID, list[MaterialRequest]] = defaultdict(list)
        related = rows.select_related("organisation", "entry").order_by("organisation__path", "pk")
        for one in related.prefetch_related(Prefetch("answers", queryset=answers), "organisation__former_names"):
            found[one.entry.project_id].append(one)
        return found

    def _calendar(self) -> Calendar:
        dues = [day for items in self.items.values() for one in items for day in (one.due_on, one.original_due_on)]
        return calendar(min([*dues, self.window.on]), self.window.on)


def _said(answer: MaterialAnswer) -> str:
    parts = (("", answer.progress), ("存在问题：", answer.problem), ("需要协调：", answer.asked_for))
    return "\n".join(f"{label}{text}" for label, text in parts if text)
