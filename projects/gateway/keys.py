"""The form of a key: ``luodi_<12 id>.<43 random>``. The id finds the row, the secret proves it."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
from dataclasses import dataclass

PREFIX = "luodi"
ID_LENGTH = 12
SECRET_BYTES = 32  # 43 characters of base64url
_ALPHABET = string.ascii_lowercase + string.digits
_FORM = re.compile(rf"{PREFIX}_([a-z0-9]{{{ID_LENGTH}}})\.([A-Za-z0-9_-]{{43}})")


@dataclass(frozen=True)
class Key:
    """A key in the clear. It is never stored."""

    public_id: str
    secret: str

    def __str__(self) -> str:
        return f"{PREFIX}_{self.public_id}.{self.secret}"

    def digest(self, pepper: str) -> str:
        """What is stored instead: HMAC-SHA256 in hexadecimal."""
        return hmac.new(pepper.encode(), str(self).encode(), hashlib.sha256).hexdigest()


def new_key() -> Key:
    """A key nobody has seen."""
    public_id = "".join(secrets.choice(_ALPHABET) for _ in range(ID_LENGTH))
    return Key(public_id, secrets.token_urlsafe(SECRET_BYTES))


def read_key(text: str) -> Key | None:
    """The key in ``text``, or nothing when it does not have the form of one."""
    match = _FORM.fullmatch(text)
    return Key(match[1], match[2]) if match else None
