"""The one filter of personal data: telephones, identity numbers and mail addresses as they may be shown and logged.

Every text that leaves for a page, a log line, an export or the audit log goes through ``mask_text`` or one of the
functions for a single value (reliability.md 6, row 30).
"""

from __future__ import annotations

import re

_ID = re.compile(
    r"(?<![0-9A-Za-z])([1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(\d{3}[\dXx])(?![0-9A-Za-z])"
)
"""公民身份号码 (GB 11643): region, birth date, order, check character."""
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])((?:\+?86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?![0-9A-Za-z-])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z-])(0\d{2,3}-?)\d{4,5}(\d{3})(?![0-9A-Za-z-])")
_MAIL = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*(@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_HIDDEN = "****"


def mask_phone(number: str) -> str:
    """``138****1234``; a number too short to keep an end is hidden whole; nothing stays nothing."""
    text = number.strip()
    if not text:
        return ""
    masked = mask_text(text)
    if masked != text:
        return masked
    return f"{text[:3]}{_HIDDEN}{text[-4:]}" if len(text) >= 10 else _HIDDEN


def mask_id(number: str) -> str:
    """Region and check digits of an identity number, the rest hidden."""
    text = number.strip()
    return f"{text[:6]}{'*' * 8}{text[-4:]}" if len(text) >= 15 else _HIDDEN if text else ""


def mask_mail(address: str) -> str:
    """``l****@luodi.example``."""
    return _MAIL.sub(rf"\1{_HIDDEN}\2", address) if "@" in address else address


def mask_text(text: str) -> str:
    """``text`` with every identity number and telephone in it masked; mail addresses stay (see ``mask_mail``)."""
    text = _ID.sub(rf"\1{'*' * 8}\2", text)
    text = _MOBILE.sub(rf"\1{_HIDDEN}\2", text)
    return _LANDLINE.sub(rf"\1{_HIDDEN}\2", text)
