"""How a document is numbered (GB/T 9704-2012, 7.2.5). Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """``str()``: 芜招办〔2026〕8号, with the brackets U+3014 and U+3015, no 第 and no leading zero."""

    word: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.number}号"
