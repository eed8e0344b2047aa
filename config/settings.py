"""The one settings file. What differs between installations comes from the environment (docs/operator.md)."""

from __future__ import annotations

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from config.logs import logging_config
from config.ticks import TICKS
from projects.gateway.figures import FIGURES

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(env.str("LUODI_HOME", default=str(BASE_DIR / "var"))).resolve()
HOME.mkdir(parents=True, exist_ok=True)

# --- mode -----------------------------------------------------------------------------------------------------------
SAMPLE_SECRET = "sample-secret-for-demonstration-only"  # noqa: S105 - refused outside demo mode by a check
DEMO = env.bool("LUODI_DEMO", default=False)
DEBUG = env.bool("LUODI_DEBUG", default=False)
SECRET_KEY = env.str("LUODI_SECRET_KEY", default=SAMPLE_SECRET)
API_KEY_PEPPER = env.str("LUODI_API_KEY_PEPPER", default=SAMPLE_SECRET)
AUDIT_KEY = env.str("LUODI_AUDIT_KEY", default=SAMPLE_SECRET)
PUBLIC_URL = env.str("LUODI_PUBLIC_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [*env.list("LUODI_ALLOWED_HOSTS", default=[]), *LOOPBACK]
CSRF_TRUSTED_ORIGINS = env.list("LUODI_TRUSTED_ORIGINS", default=[])
CITY_NAME = env.str("LUODI_CITY_NAME", default="重大项目调度")

# --- the house ------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "notifications.exchange",
    "notifications.reminders",
    "notifications.webhooks",
    "notifications.receipts",
    "notifications.watch",
    "notifications.outbox",
    "notifications.preferences",
    "workflow.desk",
    "workflow.anomalies",
    "workflow.minutes",
    "workflow.packs",
    "workflow.dispatch",
    "workflow.letters",
    "workflow.items",
    "workflow.reporting",
    "workflow.handover",
    "workflow.lights",
    "workflow.decisions",
    "workflow.proposals",
    "workflow.amendments",
    "workflow.spotchecks",
    "workflow.statistics",
    "workflow.steps",
    "projects.plans",
    "projects.progress",
    "projects.funds",
    "projects.ledger",
    "projects.drafts",
    "projects.papers",
    "projects.access",
    "projects.feed",
    "projects.gateway",
    "projects.workdays",
    "projects.people",
    "projects.privacy",
    "projects.audit",
    "treebeard",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "projects.access.middleware.HardeningMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "projects.gateway.middleware.LimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "projects.access.middleware.AccessMiddleware",
    "projects.audit.middleware.AuditMiddleware",
    "projects.access.middleware.WallMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "projects.privacy.middleware.MaskingMiddleware",
    "config.refusals.RefusalMiddleware",
    "workflow.handover.middleware.JobChangeMiddleware",
    "projects.drafts.middleware.DraftMiddleware",  # innermost: sees only what a view itself answered
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "people.Officer"
AUTHENTICATION_BACKENDS = ["projects.access.backends.Sessions"]
LOGIN_URL = "access:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "access:login"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ],
        },
    }
]

STEP_CONDITIONS = {
    "sign": ("workflow.decisions.conditions.decided", "workflow.decisions.conditions.found_fair"),
    **dict.fromkeys(("suspend", "terminate", "withdraw"), ("workflow.items.conditions.nothing_in_hand",)),
}
"""Step → functions of rooms above ``workflow.steps`` that add conditions to it (docs/adr/0016)."""

# --- database -------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'luodi.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA secure_delete=ON;",  # a page that is freed keeps no telephone (ADR 0010)
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # to open it reads the whole schema, which takes longer than to answer
else:
    POOL = {"min_size": 1, "max_size": 18, "timeout": 10, "reconnect_timeout": 10}
    """While the server is away nobody waits longer; and however long it was, it is asked again every few seconds."""
    OPTIONS = "-c jit=off -c work_mem=16MB"  # compiling a statement of a figure takes longer than the statement
    OPTIONS += " -c plan_cache_mode=force_generic_plan"  # what is prepared is planned once (ADR 0039)
    DATABASES["default"]["OPTIONS"] = {"pool": POOL, "options": OPTIONS}
    DATABASES["default"]["ENGINE"] = "config.serving.postgresql"  # hands out no connection that a restart has cut

# --- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.front.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = HOME / "evidence"
EVIDENCE_MAX_BYTES = 50 * 1024 * 1024
UPLOAD_MAX_BYTES = 10 * EVIDENCE_MAX_BYTES + 1024 * 1024  # one request: ten files and their form
EVIDENCE_USES = [  # asked before a document is declared void: who still stands on it
    "projects.funds.slips.use_by_fund",
    "workflow.steps.proofs.use_by_claim",
    "workflow.amendments.papers.use_by_amendment",
    "workflow.spotchecks.papers.use_by_record",
]
FILE_UPLOAD_HANDLERS = [
    "projects.ledger.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# --- browser security -----------------------------------------------------------------------------------------------
HTTPS = env.bool("LUODI_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if HTTPS:  # names that a browser takes from this host alone, over HTTPS alone
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the preload list of browser makers is no matter for a government network
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None  # nginx sets it: docs/operator.md
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- signing in: projects/access, reliability.md 4.2 and 4.3 ----------------------------------------------------------
PASSWORD_PROFILE = env.str("LUODI_PASSWORD_PROFILE", default="dengbao")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"projects.access.validators.{name}"}
    for name in ("LengthAndClasses", "NotCommon", "NotOfContext", "NotUsedLately")
]
SECOND_FACTOR = env.str("LUODI_SECOND_FACTOR", default="administrators")  # or everyone
SESSION_IDLE_MINUTES = env.int("LUODI_SESSION_IDLE_MINUTES", default=30)
SESSION_HOURS = env.int("LUODI_SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
ONE_SESSION = env.bool("LUODI_ONE_SESSION", default=False)
BACKOFFICE_NETWORKS = env.list("LUODI_BACKOFFICE_NETWORKS", default=[])  # IPv4 and IPv6; empty: from everywhere
DEMO_CODE_SECRET = "JRXWG2LFOJZW65LOMRSXE43QN53GK3DM" if DEMO else ""  # the demo's administrators, shown to visitors

# --- audit ----------------------------------------------------------------------------------------------------------
BACKOFFICE_PATH = "backoffice/"
BACKOFFICE_PATHS = [BACKOFFICE_PATH, "accounts/", "audit/", "clients/"]  # what BACKOFFICE_NETWORKS walls in
AUDIT_ALGORITHM = env.str("LUODI_AUDIT_ALGORITHM", default="hmac-sm3")
AUDIT_CHECKPOINTS = env.str("LUODI_AUDIT_CHECKPOINTS", default=str(HOME / "audit-checkpoints.jsonl"))
AUDIT_RETENTION_DAYS = env.int("LUODI_AUDIT_RETENTION_DAYS", default=365)
FEED_RETENTION_DAYS = env.int("LUODI_FEED_RETENTION_DAYS", default=200)  # projects/feed: 184 at the least
AUDIT_STRICT = False  # tests only: a request that writes rows without an audit entry fails (projects.audit.strictness)

# --- personal data: projects/privacy --------------------------------------------------------------------------------
SAMPLE_FIELD_KEYS = "sample:bHVvZGktc2FtcGxlLWtleS1mb3ItZGVtb25zdHJhdGk="  # refused outside demo mode by a check
FIELD_KEYS = env.str("LUODI_FIELD_KEYS", default=SAMPLE_FIELD_KEYS)
FIELD_CIPHER = env.str("LUODI_FIELD_CIPHER", default="sm4-gcm")
FIELD_PROVIDERS = {
    "sm4-gcm": "projects.privacy.ciphers.Sm4Gcm",
    "aes-gcm": "projects.privacy.ciphers.AesGcm",
}
REVEALS_PER_DAY = env.int("LUODI_REVEALS_PER_DAY", default=60)

# --- API ------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "projects.gateway.authentication.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["projects.gateway.throttling.Budget"],
    "DEFAULT_PERMISSION_CLASSES": ["projects.gateway.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["projects.gateway.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["projects.gateway.rendering.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "projects.gateway.rendering.AlwaysJSON",
    "EXCEPTION_HANDLER": "config.api.problem",
    "DEFAULT_SCHEMA_CLASS": "projects.gateway.openapi.Schema",
    "COERCE_DECIMAL_TO_STRING": True,
    "NUM_PROXIES": env.int("LUODI_PROXIES", default=0),  # own reverse proxies that append to X-Forwarded-For
}
LIMITS = {name: env.int(f"LUODI_{name}", default=figure) for name, figure in FIGURES.items()}
SPECTACULAR_SETTINGS = {
    "TITLE": "落地 Luodi 接口",
    "DESCRIPTION": "区县业务系统接入重大项目调度的接口。约定见 docs/api-guide.md。",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    # choices stay where they are used: "kind" means another thing in every room
    "POSTPROCESSING_HOOKS": ["projects.gateway.examples.complete"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- mail -----------------------------------------------------------------------------------------------------------
EMAIL_HOST = env.str("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", default=2525)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("LUODI_MAIL_FROM", default="luodi@luodi.example")
MAIL_DOMAIN = env.str("LUODI_MAIL_DOMAIN", default="luodi.example")
DEMO_MAILDIR = HOME / "mail"
MAIL_JOURNAL = env.str("LUODI_MAIL_JOURNAL", default="")  # a Maildir that gets a copy of every mail, if there is one

# --- other channels: notifications/outbox/channels --------------------------------------------------------------------
CHANNEL_ORIGINS = env.list(
    "LUODI_CHANNEL_ORIGINS",
    default=["https://qyapi.weixin.qq.com", "https://oapi.dingtalk.com", "https://open.feishu.cn"],
)
"""Where messages may go: scheme, host, and port where it is not the usual one. Nothing else is ever talked to."""
CHANNEL_TIMEOUT = env.int("LUODI_CHANNEL_TIMEOUT", default=10)  # seconds for reaching a host, and for one exchange
WEBHOOK_TIMEOUT = env.int("LUODI_WEBHOOK_TIMEOUT", default=20)  # seconds for one push, the answer included
# --- the watch: notifications/watch, reliability.md 6 row 9 ----------------------------------------------------------
WATCH = env.bool("LUODI_WATCH", default=True)
WATCH_SECONDS = env.float("LUODI_WATCH_SECONDS", default=20.0)  # between two looks of a watchman
WATCH_SILENCE_SECONDS = env.float("LUODI_WATCH_SILENCE_SECONDS", default=120.0)  # without a heartbeat
WATCH_SMTP_SECONDS = env.float("LUODI_WATCH_SMTP_SECONDS", default=60.0)  # between two log-ins at the mail server
DISK_LEAST_MB = env.int("LUODI_DISK_LEAST_MB", default=512)
ALARM_TO = env.list("LUODI_ALARM_TO", default=[])
ALARM_FROM = env.str("LUODI_ALARM_FROM", default="")
ALARM_HOURS = env.float("LUODI_ALARM_HOURS", default=4.0)  # until a trouble that lasts is told again
ALARM_RELAY = {
    "host": env.str("LUODI_ALARM_HOST", default=""),
    "port": env.int("LUODI_ALARM_PORT", default=25),
    "user": env.str("LUODI_ALARM_USER", default=""),
    "password": env.str("LUODI_ALARM_PASSWORD", default=""),
    "tls": env.bool("LUODI_ALARM_TLS", default=False),
    "ssl": env.bool("LUODI_ALARM_SSL", default=False),
}
DEADMAN_URL = env.str("LUODI_DEADMAN_URL", default="")

# --- ticks: reliability.md 1.4 ---------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=f"filesystem://{HOME / 'queue'}")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # and no result backend: nothing piles up in Redis
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_PUBLISH_RETRY = False  # a bell that does not ring is made good by the next sweep
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB, about three times a fresh child
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 4
VISIBILITY_TIMEOUT = 600  # above the hard limit; the shortest of all apps on a broker wins, so it is set in each place
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_TIMEOUT}
if CELERY_BROKER_URL.startswith("filesystem"):
    QUEUE = Path(CELERY_BROKER_URL.removeprefix("filesystem://"))
    QUEUE.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "data_folder_in": str(QUEUE),
        "data_folder_out": str(QUEUE),
        "control_folder": str(QUEUE),
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "unacked_restore_throttle": 1,
        "health_check_interval": 10,  # a worker consumes again 21 s after its connection went dead without a word
        "socket_timeout": 10,  # and beat does not wait for ever on such a one
        "socket_connect_timeout": 4,
        "socket_keepalive": True,
    }
CELERY_BEAT_SYNC_EVERY = 1
CELERY_BEAT_SCHEDULER = "notifications.watch.beating:TickingScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "beat-schedule")
TICK_PACE = env.float("LUODI_TICK_PACE", default=1.0)  # below 1 the clockwork runs faster: for tests
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": seconds * TICK_PACE, "options": {"expires": (seconds - 5) * TICK_PACE}}
    for seconds, tasks in TICKS.items()
    for name, task in tasks.items()
}

# --- logs: one JSON object a line on standard error -------------------------------------------------------------------
DEFAULT_EXCEPTION_REPORTER = "config.reporting.HidingReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.reporting.HidingFilter"
LOGGING = logging_config(env.str("LUODI_LOG_LEVEL", default="INFO"))
