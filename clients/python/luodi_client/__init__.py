"""落地 Luodi 接口的客户端：``Luodi(地址, 密钥)``，每个接口操作一个方法。"""

from __future__ import annotations

from .client import Luodi
from .core import Retry
from .errors import (
    ApiProblem,
    Conflict,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Stale,
    TooManyRequests,
    Unavailable,
    Unreachable,
)
from .uploads import Upload

__all__ = [
    "ApiProblem",
    "Conflict",
    "Invalid",
    "Luodi",
    "NotAllowed",
    "NotAuthenticated",
    "NotFound",
    "Retry",
    "Stale",
    "TooManyRequests",
    "Unavailable",
    "Unreachable",
    "Upload",
]
__version__ = "0.8.0"
