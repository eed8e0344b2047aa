"""Logs as JSON, one object a line, Django's and Celery's among them; no line carries personal data or a secret.

Whatever is logged goes through ``without_secrets`` last: personal numbers and addresses are masked in every string at
any depth, what stands under the name of a secret is dropped, and characters that could forge a line or move a
terminal's cursor become spaces. Tracebacks are lists of places: no local variables, no source lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer

from projects.masking import mask_mail, mask_secrets, mask_text

DROPPED = "****"
LONGEST = 8_000
DEEPEST = 8
_SECRET_NAME = re.compile(
    r"passw|pwd|passphrase|secret|token|authori[sz]ation|cookie|credential|api_?key|pepper|otp|session_?key|signature"
    r"|(^|_)code$|密码|口令|验证码",
    re.IGNORECASE,
)
_PUBLIC_NAMES = frozenset({"status_code", "smtp_code", "exit_code", "region_code"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_TEN_DIGITS = 10**9

TRACEBACKS = ExceptionRenderer(ExceptionDictTransformer(show_locals=False, max_frames=60))
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    TRACEBACKS,
]


def without_secrets(logger: Any, method: str, line: Any) -> dict[str, Any]:
    """The last processor before JSON."""
    return {_clean(name): _shown(name, value, 0) for name, value in line.items()}


def _shown(name: str, value: Any, depth: int) -> Any:
    """A value as it may stand in a line, of types that JSON knows."""
    if name not in _PUBLIC_NAMES and _SECRET_NAME.search(name):
        return DROPPED if value else value
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _TEN_DIGITS else _number(value)
    if depth >= DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {_clean(str(key)): _shown(str(key), one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown("", one, depth + 1) for one in value]
    return _clean(value if isinstance(value, str) else _words(value))


def _number(value: int) -> Any:
    """A telephone may be logged as a number too."""
    masked = mask_text(str(value))
    return value if masked == str(value) else masked


def _words(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else repr(value)


def _clean(text: str) -> str:
    one_line = _CONTROL.sub(" ", text[: 2 * LONGEST])
    return mask_secrets(mask_mail(mask_text(one_line)))[:LONGEST]


def logging_config(level: str) -> dict[str, Any]:
    """Configure structlog and return Django's LOGGING for ``level`` (DEBUG, INFO, WARNING, ERROR)."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    render = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        without_secrets,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    formatter = {"()": structlog.stdlib.ProcessorFormatter, "foreign_pre_chain": SHARED, "processors": render}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "celery": {"level": "WARNING"},
            "mail.log": {"level": "WARNING"},
        },
    }
