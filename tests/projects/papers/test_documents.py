"""One paper becomes docx, pdf and a page; the same paper always becomes the same bytes."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.template import Context, Template
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from projects.papers.blocks import Layout, Paper, Paragraph
from projects.papers.docx import docx
from projects.papers.pdf import pdf
from tests.projects.papers.samples import OFFICE, TEXT, sample

LAYOUTS = list(Layout)
AGAIN = """
import hashlib
from projects.papers.blocks import Layout
from projects.papers.docx import docx
from projects.papers.pdf import pdf
from tests.projects.papers.samples import sample
for layout in Layout:
    print(hashlib.sha256(pdf(sample(layout)) + docx(sample(layout))).hexdigest())
"""


def words_of(paper: Paper) -> str:
    """Everything that stands in the docx, tables included."""
    with ZipFile(BytesIO(docx(paper))) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        assert names
    document = Document(BytesIO(docx(paper)))
    return "\n".join(node.text or "" for node in document.element.iter(qn("w:t")))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pdf_is_a_whole_document(layout: Layout) -> None:
    made = pdf(sample(layout))
    assert made.startswith(b"%PDF-") and made.rstrip().endswith(b"%%EOF")


def test_the_same_papers_are_the_same_bytes_in_two_other_processes_at_other_times() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", AGAIN],
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert len(set(runs[0].split())) == len(LAYOUTS)


def test_another_word_is_other_bytes() -> None:
    first, second = sample(Layout.LETTER), sample(Layout.LETTER, title="关于另一件事的函")
    assert pdf(first) != pdf(second)
    assert docx(first) != docx(second)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_docx_says_all_that_the_paper_says(layout: Layout) -> None:
    said = words_of(sample(layout))
    for words in (OFFICE, "一、用地", TEXT, "出席", "李四", "湾沚区", "首席责任人", "62亿元", "芜招办〔2026〕8号"):
        assert words in said, words


def test_the_page_of_a_letter_is_that_of_the_standard() -> None:
    (section,) = Document(BytesIO(docx(sample(Layout.LETTER)))).sections
    lengths = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(Mm(1) and length / Mm(1)) for length in lengths if length] == [210, 297, 37, 28]
    assert section.page_width and section.left_margin and section.right_margin
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 156


@pytest.mark.parametrize(
    "words", ["#let x = 1", "= 标题", "$x$", "*粗*", "@ref", "<b>粗</b>", "\\ \" ' {{ x }}", "第一行\n第二行"]
)
def test_text_is_never_read_as_markup(words: str) -> None:
    paper = sample(Layout.FORM, title=words, blocks=(Paragraph(words),))
    assert pdf(paper)
    assert words.split("\n")[0] in words_of(paper)
    page = Template("{% load papers %}{% paper one %}").render(Context({"one": paper}))
    assert "<b>粗" not in page


def test_the_page_shows_blocks_as_they_are() -> None:
    page = Template("{% load papers %}{% paper one %}").render(Context({"one": sample(Layout.MINUTES)}))
    for words in ("paper-minutes", "2026年3月5日", "paper-tone-red", "<caption>情况</caption>", "抄送：市投促中心"):
        assert words in page, words
    assert "style=" not in page
