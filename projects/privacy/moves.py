"""Data moves for migrations: a column of clear text becomes ciphered, and back."""

from __future__ import annotations

from collections.abc import Callable

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.privacy.columns import batches
from projects.privacy.tokens import FORMAT, Token, open_token, seal

Move = Callable[[Apps, BaseDatabaseSchemaEditor], None]


def cipher(app: str, name: str, field: str) -> Move:
    """Clear text → token. What is a token already stays, so the move may be repeated."""
    context = f"{app}.{name}.{field}"
    return _move(app, name, field, lambda kept: kept if _is_token(kept) else seal(kept, context=context))


def decipher(app: str, name: str, field: str) -> Move:
    """Token → clear text. Stops at a value that does not decipher: nothing is lost by going back."""
    context = f"{app}.{name}.{field}"
    return _move(app, name, field, lambda kept: open_token(kept, context=context) if _is_token(kept) else kept)


def _is_token(kept: str) -> bool:
    return kept.startswith(f"{FORMAT}:")


def _move(app: str, name: str, field: str, change: Callable[[str], str]) -> Move:
    def run(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        rows = apps.get_model(app, name)._base_manager.using(editor.connection.alias)
        for batch in batches(rows.all(), field):
            for pk, kept in batch:
                wanted = change(kept)
                if wanted != kept:
                    rows.filter(**{"pk": pk, field: Token(kept)}).update(**{field: Token(wanted)})

    return run
