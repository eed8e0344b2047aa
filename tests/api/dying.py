"""The application, which dies between commit and reply while there is a file ``die`` in its folder."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from config.wsgi import application as whole


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """The answer is made, its work committed, and nobody hears of it."""
    answer = whole(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and (Path(os.environ["LUODI_HOME"]) / "die").exists():
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
