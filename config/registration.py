"""Joins the watch to this installation: how its broker is asked, and a watchman in beat. Loaded when apps are ready."""

from celery.signals import beat_init
from django.conf import settings

from config.serving.broker import answers
from notifications.watch import expected
from notifications.watch.beating import ticks
from notifications.watch.watchman import watch

expected.ask_broker(lambda: answers(settings.CELERY_BROKER_URL))


@beat_init.connect
def watch_from_beat(**kwargs: object) -> None:
    """Beat hangs on no queue: it notices when workers are silent, and a web process notices when beat is."""
    watch(expected.BEAT, is_alive=ticks)
