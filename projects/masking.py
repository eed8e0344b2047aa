"""The one filter of personal data: telephones, identity numbers, bank cards and mail addresses as they may be shown.

Every text that leaves for a page, a log line, a mail, an export or the audit log goes through ``mask_text`` or one of
the functions for a single value (reliability.md 6, row 30). Each pattern has bounds, so that no text takes long.
"""

from __future__ import annotations

import re

_D = "[0-9０-９]"
_GAP = r"[ \-.·\u00a0\u3000]?"
_KEPT = r"(?P<kept>(?<![0-9A-Za-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-fA-F]{32,128})(?![0-9A-Za-z]))"
"""UUIDs and digests hold eleven digits in a row by chance: they name rows, not people."""
_ID = (
    rf"(?<!{_D})(?P<id>[1-9１-９]{_D}{{5}}){_GAP}(?:18|19|20|１８|１９|２０){_D}{{2}}(?:0[1-9]|1[0-2]|０[１-９]|１[０-２])"
    rf"(?:0[1-9]|[12]\d|3[01]|０[１-９]|[１２]{_D}|３[０１]){_GAP}(?P<id_end>{_D}{{3}}[0-9０-９XxＸ])(?!{_D})"
)
"""公民身份号码 (GB 11643): region, birth date, order, check character."""
_CARD = rf"(?<!{_D})(?P<card>62{_D}{{2}})(?:[ -]?{_D}){{8,11}}[ -]?(?P<card_end>{_D}(?:[ -]?{_D}){{3}})(?![ -]?{_D})"
"""银联卡: 16 to 19 digits that begin with 62."""
_MOBILE = (
    rf"(?<!{_D})(?<!{_D}\.)(?P<mobile>(?:(?:\+|%2[Bb]|00)?86{_GAP}|0)?[1１][3-9３-９]{_D}){_GAP}{_D}{{4}}{_GAP}"
    rf"(?P<mobile_end>{_D}{{4}})(?!{_D})"
)
_LANDLINE = (
    rf"(?<![0-9０-９A-Za-z-])(?P<landline>[(（]?0{_D}{{2,3}}[)）]?[- ]?){_D}{{4,5}}"
    rf"(?P<landline_end>{_D}{{3}})(?![0-9０-９-])"
)
_PERSONAL = re.compile("|".join((_KEPT, _ID, _CARD, _MOBILE, _LANDLINE)))
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9])[A-Za-z0-9._%+-]{0,63}(@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})"
)
_SECRETS = (
    (re.compile(r"\b(luodi_[a-z0-9]{12}\.)[A-Za-z0-9_-]{20,}"), r"\1****"),
    (re.compile(r"(?i)\b(bearer|basic)\s{1,4}[A-Za-z0-9._~+/=-]{6,}"), r"\1 ****"),
    (
        re.compile(
            r"(?i)((?:passw(?:or)?d|passwd|pwd|secret|token|authorization|cookie|api[_-]?key|sessionid|密码|口令|验证码)"
            r"[\w-]{0,30}[\"']?\s{0,3}(?:[:=：]|%3[Dd])\s{0,3}[\[(]?)(?:\"[^\"]*\"|'[^']*'|[^\s,;&})\]]+)"
        ),
        r"\1****",
    ),
    (re.compile(r"(?i)(\b(?:otp|totp|code)[\"']?\s{0,3}[:=]\s{0,3}[\"']?)\d{4,10}\b"), r"\1****"),
)
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
    """``l****@luodi.example``, also inside a longer text."""
    return _MAIL.sub(rf"\1{_HIDDEN}\2", address) if "@" in address else address


def mask_text(text: str) -> str:
    """``text`` with every identity number, bank card and telephone in it masked; mail addresses: see ``mask_mail``."""
    return _PERSONAL.sub(_hidden, text)


def mask_secrets(text: str) -> str:
    """``text`` without what follows words like 密码, password, token or Bearer, and without secrets of API keys."""
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return text


def _hidden(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    if kind == "kept":
        return found[0]
    kind = kind.removesuffix("_end")
    stars = "*" * 8 if kind == "id" else _HIDDEN
    return f"{found[kind]}{stars}{found[f'{kind}_end']}"
