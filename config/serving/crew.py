"""Who runs under ``serve``: the commands of web, worker, beat and the demo's mail server."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from config.serving.broker import Broker
from config.serving.children import Child

PYTHON = sys.executable
AS_ROOT = "ignore:You're running the worker with superuser"  # it tells; the operator's guide tells better
CELERY = [PYTHON, "-W", AS_ROOT, "-m", "celery", "--quiet", "-A", "config"]
THREADS = 16  # of a web process; above LIMIT_AT_ONCE, so that one caller cannot hold them all
WORKER_PATIENCE = 45  # seconds: above the soft shutdown's 30


@dataclass(frozen=True)
class Crew:
    """Makes the children of one system: all share one environment; paths are those of the project."""

    root: Path
    host: str
    port: int
    environment: dict[str, str]

    def broker(self, broker: Broker) -> Child:
        """The private Redis."""
        return self._child("broker", "消息中间件", broker.command or [])

    def mail(self, port: int) -> Child:
        """The demo's SMTP server."""
        return self._child("mail", "演示邮件服务器", [PYTHON, "manage.py", "demo_smtp", "--port", str(port)])

    def web(self, workers: int) -> Child:
        """granian on the WSGI application."""
        command = [PYTHON, "-m", "granian", "--interface", "wsgi", "config.wsgi:application", "--no-ws"]
        command += ["--host", self.host, "--port", str(self.port), "--workers", str(workers)]
        command += ["--blocking-threads", str(THREADS), "--log-level", "error"]  # as a warning it counts the threads
        command += ["--http1-header-read-timeout", "10000", "--http1-buffer-size", "65536"]
        return self._child("web", "网站", command, patience=20)

    def worker(self, processes: int) -> Child:
        """Celery's worker. SIGQUIT is its soft shutdown: half a minute to finish, then the task goes back."""
        command = [*CELERY, "worker", "--pool", "prefork", "--concurrency", str(processes), "--loglevel", "WARNING"]
        command += ["--without-gossip", "--without-mingle", "--hostname", f"luodi-{os.getpid()}@%h"]
        return self._child("worker", "任务进程", command, signal.SIGQUIT, WORKER_PATIENCE)

    def beat(self) -> Child:
        """Celery's beat."""
        return self._child("beat", "定时进程", [*CELERY, "beat", "--pidfile=", "--loglevel", "WARNING"])

    def _child(
        self,
        name: str,
        label: str,
        command: list[str],
        stop_signal: signal.Signals = signal.SIGTERM,
        patience: float = 10,
    ) -> Child:
        environment = {**os.environ, **self.environment, "PYTHONPATH": str(self.root)}
        return Child(name, label, command, environment, stop_signal, patience)
