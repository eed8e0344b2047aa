"""WSGI entry point. It refuses to answer with sample secrets, also when a server is started by hand."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from config.checks import fields_are_ciphered, secrets_are_own
from config.watching import start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

framework = get_wsgi_application()

from projects.gateway.turnstile import Turnstile  # noqa: E402 - models need the set-up above

application = Turnstile(framework)

refusals = [*secrets_are_own(), *fields_are_ciphered()]
if refusals:
    raise ImproperlyConfigured("\n".join(f"{refusal.msg}{refusal.hint}" for refusal in refusals))

start()  # ADR 0021: whoever answers requests also notices when beat or the worker is silent
