"""Handing out: the stored bytes to whoever sees all of it, an excerpt printed anew to the others. Each is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from projects.audit.services import audited, record
from projects.errors import NotFound
from projects.people.models import Officer
from workflow.packs.acts import Act
from workflow.packs.content import digest
from workflow.packs.kinds import MIME, FileKind
from workflow.packs.models import Pack
from workflow.packs.printing import printed
from workflow.packs.queries.seen import seen_content


@dataclass(frozen=True)
class Copy:
    """A file as it is sent."""

    name: str
    mime: str
    data: bytes
    sha256: str


@audited()
def hand_out(pack: Pack, kind: str, *, by: Officer, now: datetime) -> Copy:
    """The file of this form. ``NotFound`` for a form that there is not. Who sees none of it gets its cover."""
    if kind not in FileKind.values:
        raise NotFound("没有这种格式的会议材料，请在页面上选择下载。")
    content = seen_content(pack, by)
    if content.is_excerpt:
        data = printed(content, kind, sha256=pack.sha256)
        sha256 = digest(data)
    else:
        kept = pack.files.get(kind=kind)
        data, sha256 = bytes(kept.data), kept.sha256
    part = "（节选）" if content.is_excerpt else ""
    record(Act.EXPORT, pack, by=by, now=now, name=str(pack), detail=f"{kind}{part}，SHA-256 {sha256}")
    name = f"{pack.meeting.title}材料第{pack.edition}版{part}.{kind}"
    return Copy(name, MIME[FileKind(kind)], data, sha256)
