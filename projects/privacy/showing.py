"""How personal data is shown: the one place that pages, back office and API ask."""

from __future__ import annotations

from projects.masking import mask_mail, mask_phone, mask_text
from projects.privacy.tokens import Unreadable


def shown_phone(number: str | None) -> str:
    """``138****1234``; the sentence for one that does not decipher; nothing for none."""
    if isinstance(number, Unreadable):
        return str(number)
    return mask_phone(number or "")


def shown_mail(address: str | None) -> str:
    """``l****@luodi.example``."""
    return mask_mail(address or "")


def shown_text(text: str | None) -> str:
    """Free text with telephones, identity and card numbers and mail addresses in it masked."""
    return mask_mail(mask_text(text or ""))
