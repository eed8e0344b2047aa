"""A ciphered value as it stands in its column: ``enc1:<provider>:<key id>:<base64url(nonce ‖ ciphertext ‖ tag)>``.

The context (``people.officer.phone``) is authenticated, so a token copied into another column does not open there.
"""

from __future__ import annotations

import base64
import binascii

from django.conf import settings

from projects.privacy.ciphers import Refused, provider
from projects.privacy.keys import keyring

FORMAT = "enc1"
UNREADABLE = "（无法解密，请联系系统管理员）"


class Token(str):
    """A value that is ciphered already and goes into its column as it is."""

    __slots__ = ()


class Unreadable(str):
    """Stands for a value that does not decipher. Saving it puts the untouched token back, never these words."""

    __slots__ = ("token",)
    token: str

    def __new__(cls, token: str) -> Unreadable:
        """The words people read; ``token`` is what the column holds."""
        made = super().__new__(cls, UNREADABLE)
        made.token = token
        return made

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str]]:
        return Unreadable, (self.token,)


def seal(clear: str, *, context: str) -> Token:
    """``clear`` ciphered with the current provider and key; nothing stays nothing."""
    if not clear:
        return Token("")
    code, key_id = settings.FIELD_CIPHER, keyring().current
    sealed = provider(code).seal(clear.encode(), key_id=key_id, context=context.encode())
    return Token(f"{FORMAT}:{code}:{key_id}:{base64.urlsafe_b64encode(sealed).decode()}")


def open_token(token: str, *, context: str) -> str:
    """The clear text. ``Refused`` when the token was changed, comes from elsewhere, or its key is gone."""
    if not token:
        return ""
    parts = token.split(":")
    if len(parts) != 4 or parts[0] != FORMAT:
        raise Refused("not a token")
    sealed = _decoded(parts[3])
    return provider(parts[1]).open(sealed, key_id=parts[2], context=context.encode()).decode()


def _decoded(text: str) -> bytes:
    """The one spelling of these bytes: padding bits that say nothing must be zero, so that no flip goes unseen."""
    try:
        sealed = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as refused:
        raise Refused("not base64url") from refused
    if base64.urlsafe_b64encode(sealed).decode() != text:
        raise Refused("not the canonical spelling")
    return sealed


def current_prefix() -> str:
    """How every token begins that needs no rotation."""
    return f"{FORMAT}:{settings.FIELD_CIPHER}:{keyring().current}:"
