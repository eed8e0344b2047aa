"""A whole pack as of its cut-off: everything recorded up to it and nothing later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from projects.people.models import Officer
from workflow.dispatch.models import AgendaEntry, Meeting
from workflow.dispatch.queries import region_of, until_on
from workflow.packs import telling
from workflow.packs.content import Change, Head, PackContent, Page, Topic, from_json, to_json
from workflow.packs.kinds import ChangeKind
from workflow.packs.queries.beside import Beside
from workflow.packs.queries.changes import Teller
from workflow.packs.queries.pages import Asked, page_of
from workflow.packs.queries.records import Records
from workflow.packs.queries.regions import figures_of
from workflow.packs.queries.windows import Window

_KINDS = {str(kind): place for place, kind in enumerate(ChangeKind)}


@dataclass(frozen=True)
class Stamp:
    """What is printed on the cover beside the sitting itself."""

    edition: int
    by: Officer | None
    now: datetime
    reason: str


def build_content(meeting: Meeting, window: Window, stamp: Stamp) -> PackContent:
    """The pack of ``meeting``. Fifty queries, however many projects stand on its agenda; of the region a dozen for
    every two thousand projects. Texts that people typed are masked.
    """
    entries, region = agenda_at(meeting, window.cut_off), region_of(meeting.series)
    keys = [entry.project_id for entry in entries]
    records, beside = Records(keys, window), Beside(meeting, keys, region, window)
    pages = _pages(meeting, entries, records, beside)
    changes = sorted(
        (change for page in pages for change in page.changes), key=lambda one: (_KINDS[one.kind], one.on, one.at)
    )
    content = PackContent(
        head=_head(meeting, window, stamp),
        figures=figures_of(region, window),
        agenda=tuple(_topic(place, page) for place, page in enumerate(pages, 1)),
        changes=tuple(changes),
        pages=tuple(pages),
    )
    return from_json(telling.masked(to_json(content)))


def agenda_at(meeting: Meeting, at: datetime) -> Sequence[AgendaEntry]:
    """The agenda in order, as it stood at that instant."""
    stood = Q(removed_at__isnull=True) | Q(removed_at__gt=at)
    return list(meeting.agenda.filter(stood, added_at__lte=at).order_by("position", "pk"))


def _pages(meeting: Meeting, entries: Sequence[AgendaEntry], records: Records, beside: Beside) -> list[Page]:
    window, until = records.window, until_on(meeting)
    pages = []
    for entry in entries:
        key = entry.project_id
        facts = records.history.records[key].facts(window.on, window.before)
        now = records.history.rules(key, window.on, window.before).light(facts)
        then = records.history.light(key, window.since_on, window.since_before)
        why = "、".join(label for _, label in entry.reason_labels)
        asked = Asked(key, then, now, facts, why, entry.detail, until)
        pages.append(page_of(records, beside, asked, _changes(records, beside, asked)))
    return pages


def _changes(records: Records, beside: Beside, asked: Asked) -> tuple[Change, ...]:
    """A project that was not there at the last sitting had no light to turn."""
    is_new = records.projects[asked.key].created_at > records.window.since
    return Teller(records, beside, asked.key, asked.now if is_new else asked.then, asked.now).all()


def _topic(place: int, page: Page) -> Topic:
    stage = page.stage if page.standing == "正常" else f"{page.stage}·{page.standing}"
    return Topic(
        place, page.project, page.number, page.name, page.unit, stage, page.lamp.colour, page.money.total_wan,
        page.reason, page.detail,
    )  # fmt: skip


def _head(meeting: Meeting, window: Window, stamp: Stamp) -> Head:
    series = meeting.series
    return Head(
        title=meeting.title,
        series=series.name,
        number=meeting.number,
        edition=stamp.edition,
        organisation=str(series.organisation),
        region=str(region_of(series)),
        place=meeting.place,
        starts_at=telling.instant(meeting.starts_at),
        chair=str(series.chair or ""),
        cut_off=telling.instant(window.cut_off),
        since=telling.instant(window.since),
        since_said=window.said,
        frozen_at=telling.instant(stamp.now),
        frozen_by=str(stamp.by or "系统自动定稿"),
        reason=stamp.reason,
    )
