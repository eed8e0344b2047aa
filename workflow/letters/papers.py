"""A letter as a document: 信函 after GB/T 9704-2012 10.1, or a slip 单 as a ruled form."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from projects.papers.blocks import Facts, Layout, Paper, Paragraph, day_in_words
from workflow.letters.models import Letter
from workflow.letters.recipients import term_words
from workflow.letters.texts import LATE, filled

ROOM = "\n\n"
"""Lines to write by hand on the printed form."""
UNNUMBERED = "〔待编号〕"


def paper_of(letter: Letter, *, on: date | None = None) -> Paper:
    """As signed; or, before that, as it would look if it were signed ``on`` that day."""
    signed_on = timezone.localdate(letter.signed_at) if letter.signed_at else on
    term = day_in_words(letter.due_on) if letter.due_on else term_words(letter)
    title, body = (filled(text, {LATE: term}) for text in (letter.title, letter.body))
    paragraphs = tuple(Paragraph(line.strip()) for line in body.split("\n") if line.strip())
    if letter.is_slip:
        return _slip(letter, title, paragraphs, term, signed_on)
    return Paper(
        layout=Layout.LETTER,
        head=letter.issuer,
        number=letter.number_text or f"{letter.word}{UNNUMBERED}",
        title=title,
        addressed_to=letter.addressee,
        blocks=paragraphs,
        signer=letter.issuer,
        signed_on=signed_on,
    )


def _slip(letter: Letter, title: str, paragraphs: tuple[Paragraph, ...], term: str, on: date | None) -> Paper:
    pairs = [
        ("承办单位", letter.unit.name),
        ("收文人", letter.recipient.name) if letter.recipient else ("文种", letter.named),
    ]
    if letter.item is not None:
        pairs += [("交办事项", letter.item.number), ("完成时限", day_in_words(letter.item.due_on))]
    pairs += [
        ("签发人", letter.signed_by.name if letter.signed_by else ""),
        ("回复期限", term if letter.needs_answer else "不要求回复"),
    ]
    after = Facts(tuple((label, ROOM) for label in ("办理回复", "单位意见", "督办意见")), columns=1)
    return Paper(
        layout=Layout.FORM,
        head=letter.issuer,
        title=title,
        number=letter.number_text or f"{letter.word}{UNNUMBERED}",
        blocks=(Facts(tuple(pairs)), *paragraphs, after),
        signer=letter.issuer,
        signed_on=on,
    )
