"""The settings that keep a doorbell a doorbell (reliability.md 1.4)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from config.celery import app
from config.serving import credit


def test_what_a_lost_worker_held_comes_back() -> None:
    conf = app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1


def test_the_hard_limit_lies_below_the_visibility_timeout() -> None:
    conf = app.conf
    assert conf.task_time_limit == 300 < conf.visibility_timeout == 600
    assert conf.result_backend_transport_options["visibility_timeout"] == conf.visibility_timeout


def test_nothing_piles_up_in_the_broker() -> None:
    conf = app.conf
    assert conf.task_ignore_result
    assert conf.result_backend is None
    assert not conf.worker_enable_remote_control


def test_only_json_is_taken() -> None:
    assert (app.conf.task_serializer, app.conf.accept_content) == ("json", ["json"])


def test_the_schedule_holds_intervals_only_and_a_late_bell_is_dropped() -> None:
    schedule = app.conf.beat_schedule
    assert {entry["task"].rpartition(".")[2] for entry in schedule.values()} == {
        "plan_meetings",
        "propose_handovers",
        "read_lights",
        "sweep_proposals",
        "open_report_rounds",
        "propose_letters",
        "freeze_due_packs",
        "finish_runs",
        "push",
        "scan",
        "canary",
        "deliver",
        "carry_packages",
        "reconcile",
        "keep",
        "purge",
        "sweep_evidence",
    }
    for entry in schedule.values():
        assert isinstance(entry["schedule"], float)
        assert entry["options"]["expires"] < entry["schedule"] <= 60


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_every_scheduled_task_may_be_rung() -> None:
    """Celery refuses to send a task whose soft limit is above its hard one; the settings bring a soft one for all."""
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        task = app.tasks[entry["task"]]
        assert task.soft_time_limit <= task.time_limit <= app.conf.task_time_limit, task.name


def test_a_connection_that_went_dead_without_a_word_is_given_up_within_half_a_minute() -> None:
    """Half open, as a firewall leaves it: nobody is told. What happens then is tested in notifications/chaos."""
    options = redis_options()
    assert 0 < options["socket_timeout"] <= 10
    assert 1 + 2 * options["health_check_interval"] <= 30  # kombu's own figure of a BRPOP that is overdue


def redis_options() -> dict[str, Any]:
    """What the settings say of a Redis; these tests have none."""
    code = "from config.settings import CELERY_BROKER_TRANSPORT_OPTIONS as o; import json; print(json.dumps(o))"
    environment = {**os.environ, "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "rediss://127.0.0.1:1/0", "redis+socket:///x/redis.sock"])
def test_every_way_to_redis_gives_back_the_credit_of_a_lost_acknowledgement(url: str) -> None:
    assert app.connection(url).get_transport_cls() is credit.Transport
