"""Text that no spreadsheet runs, and that reads back as it was.

The rule of our CSV files: a text that begins, after blanks, with a sign a spreadsheet may take for a formula, or with
an apostrophe, gets one apostrophe in front. Who reads the file drops one leading apostrophe from a text and has it as
it was. In XLSX every text is a cell of type string and needs none.
"""

from __future__ import annotations

SIGNS = frozenset("=+-@|%\t\r\n＝＋－＠｜％'")
"""Half and full width: some programs fold one into the other when a file is opened."""
_UNSEEN = "\ufeff\u200b\u200c\u200d\u2060\u200e\u200f\x00"


def guarded(text: str) -> str:
    """``=1+1`` → ``'=1+1``; a harmless text stays as it is."""
    if not text:
        return text
    first = text.lstrip().lstrip(_UNSEEN).lstrip()
    return f"'{text}" if text[0] in SIGNS or first[:1] in SIGNS else text


def unguarded(text: str) -> str:
    """The text as it was before ``guarded``."""
    return text.removeprefix("'")
