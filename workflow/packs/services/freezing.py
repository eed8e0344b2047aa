"""Freezing: content, printed forms and their hashes are kept together, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, NotFound
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import Meeting
from workflow.dispatch.queries import region_of
from workflow.packs.acts import Act
from workflow.packs.content import PackContent, canonical, digest, to_json
from workflow.packs.kinds import FileKind
from workflow.packs.models import Pack, PackFile
from workflow.packs.policies import check_cut_off, check_may_freeze, check_still_ahead, checked_reason
from workflow.packs.printing import printed
from workflow.packs.queries.building import Stamp, build_content
from workflow.packs.queries.windows import window_of

OVERTAKEN = "刚才有人为{title}定稿了第{edition}版材料，请刷新后核对；仍需重新定稿的，请填写原因。"


@dataclass(frozen=True)
class Draft:
    """A pack that is made but not kept yet. ``meeting_version``: of the sitting it was made from."""

    pack: Pack
    files: Mapping[str, bytes]
    meeting_version: int


def freeze_pack(
    meeting_id: UUID,
    *,
    cut_off: datetime,
    by: Officer | None,
    now: datetime,
    reason: str = "",
    automatic_for: datetime | None = None,
) -> Pack:
    """The next edition of the sitting's pack, as of ``cut_off``. ``by`` empty: the system's own tick.

    Made first, which takes seconds, and kept then under the lock of the sitting: nobody waits for a printer. Refused:
    ``NotAllowed``; ``Conflict`` once the sitting has begun, or when somebody was faster; ``Invalid`` for a cut-off
    ahead of now or behind the last edition, and for a further edition without ``reason``.
    """
    draft = _draft(meeting_id, cut_off=cut_off, by=by, now=now, reason=reason, automatic_for=automatic_for)
    return _keep(draft, by=by, now=now)


def _draft(
    meeting_id: UUID, *, cut_off: datetime, by: Officer | None, now: datetime, reason: str,
    automatic_for: datetime | None,
) -> Draft:  # fmt: skip
    meeting = one_or_none(Meeting.objects.select_related("series__organisation", "series__chair").filter(pk=meeting_id))
    if meeting is None:
        raise NotFound("没有找到这次调度会，请刷新列表。")
    check_may_freeze(meeting, by, region_of(meeting.series))
    check_still_ahead(meeting, now)
    last = _last(meeting)
    check_cut_off(cut_off, now, last)
    why = checked_reason(reason, last)
    window = window_of(meeting, cut_off)
    edition = last.edition + 1 if last else 1
    content = build_content(meeting, window, Stamp(edition, by, now, why))
    sha256 = digest(canonical(content))
    pack = Pack(
        meeting=meeting, edition=edition, cut_off=cut_off, since=window.since, reason=why, content=to_json(content),
        sha256=sha256, topics=len(content.agenda), frozen_at=now, frozen_by=by, automatic_for=automatic_for,
    )  # fmt: skip
    return Draft(pack, _files(content, sha256), meeting.version)


def _files(content: PackContent, sha256: str) -> dict[str, bytes]:
    return {str(kind): printed(content, kind, sha256=sha256) for kind in FileKind}


@audited()
def _keep(draft: Draft, *, by: Officer | None, now: datetime) -> Pack:
    """Store it, unless another edition was kept or the sitting was changed meanwhile."""
    pack = draft.pack
    meeting = _locked(pack.meeting_id)
    last = _last(meeting)
    if last is not None and last.edition >= pack.edition:
        raise Conflict(OVERTAKEN.format(title=meeting.title, edition=last.edition), "overtaken")
    if meeting.version != draft.meeting_version:
        raise Conflict(f"{meeting.title}的时间地点或状态刚刚变更，请刷新后重新定稿。", "meeting_changed")
    pack.save(force_insert=True)
    PackFile.objects.bulk_create(
        [
            PackFile(pack=pack, kind=kind, data=data, size=len(data), sha256=digest(data))
            for kind, data in draft.files.items()
        ]
    )
    record(Act.FREEZE, pack, by=by, now=now, name=str(pack), detail=_told(pack))
    return pack


def _locked(meeting_id: UUID) -> Meeting:
    """The row alone: of packs one writer at a time, and planners who hold the series are not kept waiting."""
    return Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("series").get(pk=meeting_id)


def _last(meeting: Meeting) -> Pack | None:
    return Pack.objects.filter(meeting=meeting).latest_first().defer("content").first()


def _told(pack: Pack) -> str:
    cut_off = timezone.localtime(pack.cut_off)
    why = f"，原因：{pack.reason}" if pack.reason else ""
    return f"第{pack.edition}版，数据截止{cut_off:%Y-%m-%d %H:%M:%S}，{pack.topics}个议题，SHA-256 {pack.sha256}{why}"
