"""The printed forms of a pack: pure functions of its content."""

from __future__ import annotations

from projects.papers.docx import docx
from projects.papers.pdf import pdf
from workflow.packs.content import PackContent
from workflow.packs.kinds import FileKind
from workflow.packs.paper import paper_of
from workflow.packs.workbook import xlsx


def printed(content: PackContent, kind: str, *, sha256: str) -> bytes:
    """The bytes of one form. The same content gives the same bytes, whenever it is printed.

    ``sha256``: of the whole pack, also for an excerpt.
    """
    if kind == FileKind.XLSX:
        return xlsx(content, sha256=sha256)
    paper = paper_of(content, sha256=sha256)
    return docx(paper) if kind == FileKind.DOCX else pdf(paper)
