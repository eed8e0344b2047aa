"""The whole system in one process tree: broker, web, worker, beat; in demo mode a mail server too."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.serving.broker import Broker, BrokerRefused, answers, check_policy, choose
from config.serving.children import ChildDied, Household
from config.serving.crew import Crew
from config.serving.database import DatabaseNotReady, check_schema


class Command(BaseCommand):
    """``manage.py serve``: runs until Ctrl-C or SIGTERM (exit 0), or until a child dies (exit 1, and it says which)."""

    help = "启动整个系统：消息中间件、网站、任务进程、定时进程"
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("LUODI_HOST", "127.0.0.1"), help="监听地址")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="监听端口")
        parser.add_argument("--web-workers", type=int, default=2, help="网站进程数")
        parser.add_argument("--task-workers", type=int, default=2, help="任务进程数")

    def handle(self, *args: object, **options: object) -> None:
        household = Household()
        signal.signal(signal.SIGTERM, household.ask_to_stop)
        signal.signal(signal.SIGINT, household.ask_to_stop)
        broker = choose(os.environ.get("CELERY_BROKER_URL", ""), settings.HOME)
        try:
            self._run(household, broker, options)
        except (ChildDied, TimeoutError, BrokerRefused, DatabaseNotReady) as trouble:
            self._say(f"{trouble}。正在停止其余进程……")
            household.stop()
            raise CommandError(str(trouble)) from trouble
        finally:
            household.stop()
            if broker.folder:
                shutil.rmtree(broker.folder, ignore_errors=True)
        self._say("已全部停止。")

    def _run(self, household: Household, broker: Broker, options: dict[str, object]) -> None:
        check_schema()
        host, port = str(options["host"]), int(str(options["port"]))
        _check_free(host, port)
        mail_port = _mail_port()
        environment = {"CELERY_BROKER_URL": broker.url, "PORT": str(port)}
        if mail_port:
            environment |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_port)}
            environment["LUODI_MAIL_JOURNAL"] = str(settings.DEMO_MAILDIR)  # that server files every mail there
        crew = Crew(settings.BASE_DIR, host, port, environment)
        if broker.command:
            household.start(crew.broker(broker), lambda: answers(broker.url))
        check_policy(broker.url)
        if mail_port:
            household.start(crew.mail(mail_port), lambda: _listens("127.0.0.1", mail_port))
        household.start(crew.web(int(str(options["web_workers"]))), lambda: _healthy(host, port))
        household.start(crew.worker(int(str(options["task_workers"]))), lambda: True)
        household.start(crew.beat(), lambda: True)
        self._welcome(household, broker, host, port)
        household.watch()
        self._say("正在停止……")

    def _welcome(self, household: Household, broker: Broker, host: str, port: int) -> None:
        if household.stopping:
            return
        names = "、".join(child.label for child in household.children)
        self._say("")
        self._say(f"落地已启动：http://{_visible(host)}:{port}/")
        self._say(f"  进程：{names}（消息经 {broker.url.split(':', 1)[0]}）")
        self._say(f"  数据：{settings.HOME}")
        if settings.DEMO:
            self._say(f"  演示邮件：http://{_visible(host)}:{port}/demo/mail/（不会发到真实邮箱）")
        self._say("  停止：按 Ctrl-C")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        sys.stdout.flush()


def _visible(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound


def _mail_port() -> int | None:
    """A port for the demo's mail server; none where mail is real."""
    if not settings.DEMO or "EMAIL_HOST" in os.environ:
        return None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _check_free(host: str, port: int) -> None:
    if _listens(_visible(host), port):
        raise CommandError(f"端口 {port} 已被占用。请换一个：PORT=8001 make run")


def _listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((host, port)) == 0


def _healthy(host: str, port: int) -> bool:
    client = http.client.HTTPConnection(_visible(host), port, timeout=5)
    try:
        client.request("GET", "/healthz", headers={"Host": "localhost"})
        return client.getresponse().status == 200
    except OSError:
        return False
    finally:
        client.close()
