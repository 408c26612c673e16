"""All settings, from the environment, read top to bottom.

Where we run · What we are made of · Who may enter · What we keep · Work that waits ·
What we send · How it looks · How we are watched · Only while testing.

Without any variable the portal runs embedded, for trial and demonstration: SQLite, a broker in
the file system, everything under DATA_DIR. DATABASE_URL and REDIS_URL make it a service.
"""

import logging
import secrets
import sys
from pathlib import Path
from typing import Any

import environ
import structlog
from celery.schedules import crontab
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from participation.log_lines import forget_browser, forget_question, forget_values

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if "pytest" not in sys.modules:  # tests are told all they need, and touch nobody's own database
    env.read_env(env("ENV_FILE", default=str(BASE_DIR / ".env")))

# --- Where we run -------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
#: Where everything that is made at run time lives: embedded database, files, broker folders.
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
DATABASE_URL = env("DATABASE_URL", default="")
REDIS_URL = env("REDIS_URL", default="")
#: A service has its own database; without one this is a trial on one machine.
IN_SERVICE = bool(DATABASE_URL) and not env.bool("DEMO", default=False)


def _embedded_secret_key() -> str:
    """One secret per trial installation, made at first use and kept beside its data."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = (
    env("SECRET_KEY") if IN_SERVICE else env("SECRET_KEY", default="") or _embedded_secret_key()
)
#: Earlier secrets: tracking codes given out under them still open their threads (docs/adr).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
#: Whether `make_demo` may fill this database with invented people.
DEMO_ALLOWED = env.bool("DEMO_ALLOWED", default=not IN_SERVICE)

# --- What we are made of ------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rules.apps.AutodiscoverRulesConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "health_check",
    # ours last: by then the libraries have registered what our admin takes out again
    "participation.apps.ParticipationConfig",
    "workgroups.apps.WorkgroupsConfig",
    "feedback.apps.FeedbackConfig",
    "reports.apps.ReportsConfig",
]

MIDDLEWARE = [
    "participation.kept_pages.keep_pages",
    "django.middleware.security.SecurityMiddleware",
    "participation.middleware.utf8_only",
    "participation.middleware.unstored_when_signed_in",
    "participation.middleware.opened_as_a_page",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "participation.middleware.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "participation.middleware.LoginRequiredMiddleware",
    "participation.kept_figures.count_anew_for_who_acts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "participation.urls"
WSGI_APPLICATION = "participation.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "participation.context.portal",
            ],
            "builtins": ["django.templatetags.i18n", "participation.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Who may enter ------------------------------------------------------------------------------

AUTH_USER_MODEL = "participation.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "participation:desk"
LOGOUT_REDIRECT_URL = "participation:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "participation.entrance.AccountAdapter"
ACCOUNT_FORMS = {"signup": "participation.entrance.SignupForm"}
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
#: How many proxies in front of us may be believed about the client's address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

# --- What we keep -------------------------------------------------------------------------------

if DATABASE_URL:
    DATABASES = {
        "default": env.db("DATABASE_URL")
        | {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True}
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "portal.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_CACHE_TABLE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "cache",
    # it counts wrong passwords and codes: at 300, which is the default, counters would be culled
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "participation.cache.SteadyRedisCache",
            "LOCATION": REDIS_URL,
            # a page waits no longer for what may be forgotten
            "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
        },
        "reserve": _CACHE_TABLE,
    }
else:
    CACHES = {"default": _CACHE_TABLE}
#: How long a public page is shown again as it is, and what the desk has counted for a reader;
#: see `kept_pages` and `kept_figures`; 0: never.
PAGES_KEPT_SECONDS = env.int("PAGES_KEPT_SECONDS", default=10 if REDIS_URL else 0)
#: How long a process remembers lists that change a few times a year, see `reference`.
REFERENCE_SECONDS = env.float("REFERENCE_SECONDS", default=5.0)
#: Sessions live in the database: a stopped cache logs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

MEDIA_ROOT = DATA_DIR / "files"
#: Spreadsheets of opinions between check and import; for minutes, and in no backup.
CHECKED_DIR = DATA_DIR / "checked"
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
#: Fonts for paper, built at set-up by `manage.py build_fonts`.
FONTS_DIR = BASE_DIR / "static" / "built" / "fonts"
#: Of a form without its files: an opinion ten times too long still comes back as it was typed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
#: No file lies on the disk as it came: it may tell where it was made, and by whom.
FILE_UPLOAD_HANDLERS = ["participation.uploads.MemoryHandler"]
#: However many files somebody chooses, a page says how many may come; the handler takes no more.
DATA_UPLOAD_MAX_NUMBER_FILES = None

# --- Work that waits ----------------------------------------------------------------------------

_BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "folder://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_connect_timeout": 0.2, "socket_timeout": 10}
    if REDIS_URL
    else {
        "data_folder_in": str(_BROKER_DIR / "queue"),
        "data_folder_out": str(_BROKER_DIR / "queue"),
        "control_folder": str(_BROKER_DIR / "control"),
        "polling_interval": 0.05,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "Asia/Bangkok"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
#: Nothing is asked of a running worker from outside. On Redis it listens all the same: one that did
#: not was once seen to wait for ever for a broker that had been restarted.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
#: How long an attempt at a job is believed to be alive after its last sign of life.
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", default=30.0)
#: How often the clock looks for jobs that a stopped broker or a killed worker has left (docs/adr).
JOB_SWEEP_SECONDS = env.float("JOB_SWEEP_SECONDS", default=60.0)
#: How often kept tallies are folded; until then every change is a row of its own.
FOLD_SECONDS = 300.0
#: How often the clock lets the desk find by its words what has come in since.
ENTER_SECONDS = 60.0
#: The clock keeps no file: nothing in it is worth more than the next round.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
#: A mission group is proposed from a text only where the proposal is right with this chance.
PROPOSE_WHEN_SURE = env.float("PROPOSE_WHEN_SURE", default=0.7)
#: What the clock starts. Rounds every few seconds or minutes are dropped when no worker took them
#: before the next is due; those at an hour wait, and do nothing the second time.
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "participation.sweep_jobs",
        "schedule": JOB_SWEEP_SECONDS,
        "options": {"expires": JOB_SWEEP_SECONDS},
    },
    "tallies": {
        "task": "participation.run_command",
        "args": ["fold_tallies"],
        "schedule": FOLD_SECONDS,
        "options": {"expires": FOLD_SECONDS},
    },
    "found_at_the_desk": {
        "task": "participation.run_command",
        "args": ["enter_opinions"],
        "schedule": ENTER_SECONDS,
        "options": {"expires": ENTER_SECONDS},
    },
    # before the reminders: they go to whoever has it in hand
    "left_in_hand": {
        "task": "participation.run_command",
        "args": ["release_opinions"],
        "schedule": crontab(hour=6, minute=10),
    },
    "contacts": {
        "task": "participation.run_command",
        "args": ["forget_contacts"],
        "schedule": crontab(hour=2, minute=30),
    },
    "proposals": {
        "task": "participation.run_command",
        "args": ["train_proposals"],
        "schedule": crontab(hour=3, minute=10),
    },
    "checked": {
        "task": "participation.run_command",
        "args": ["forget_checked"],
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    # before the office opens
    "reminders": {
        "task": "participation.run_command",
        "args": ["remind"],
        "schedule": crontab(hour=6, minute=30),
    },
    "terms": {
        "task": "participation.run_command",
        "args": ["warn_of_ends"],
        "schedule": crontab(hour=6, minute=20),
    },
    "holidays": {
        "task": "participation.run_command",
        "args": ["load_holidays"],
        "schedule": crontab(hour=3, minute=0, day_of_month=1),
    },
    "matters": {
        "task": "participation.run_command",
        "args": ["close_matters"],
        "schedule": crontab(hour=2, minute=50),
    },
    # it writes letters: at an hour at which people read them
    "deeds": {
        "task": "participation.run_command",
        "args": ["ask_about_deeds"],
        "schedule": crontab(hour=8, minute=30),
    },
    "uploads": {
        "task": "participation.run_command",
        "args": ["forget_uploads"],
        "schedule": crontab(hour=2, minute=40),
    },
    "withdrawn": {
        "task": "participation.run_command",
        "args": ["forget_withdrawn"],
        "schedule": crontab(hour=2, minute=50),
    },
}

# --- What we send -------------------------------------------------------------------------------

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
#: A mail server that does not answer holds a worker up for no longer, at each step.
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@localhost")
#: Where the portal is found from outside, for letters, which no request comes with.
PORTAL_URL = env("PORTAL_URL", default="http://127.0.0.1:8000/")

# --- How it looks -------------------------------------------------------------------------------

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
#: locale/library holds the Thai that Django itself still lacks.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "library"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

# --- How we are watched -------------------------------------------------------------------------

#: An opinion is sent without a name: our logs know neither address nor browser.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
#: Nor who was signed in: the moment of a line would tell whose opinion it was. Acts of staff are in
#: the audit trail.
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG


#: The worker's part, and what a task may know of its request, are in celery.py.
DJANGO_STRUCTLOG_CELERY_ENABLED = True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "record": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.processors.format_exc_info,
                forget_values,
                forget_question,
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "record"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        # how each task ended is told by django_structlog, with the request that asked for it
        "celery.app.trace": {"level": "CRITICAL"},
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        forget_browser,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        forget_values,
        forget_question,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

# --- Only while testing -------------------------------------------------------------------------

if "pytest" in sys.modules:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # a thread of the live server holds no connection
    CELERY_BROKER_URL = "memory://"  # a portal that runs beside the tests hears nothing of them
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    PAGES_KEPT_SECONDS = REFERENCE_SECONDS = 0  # a test looks again at once
    DEMO_ALLOWED = True
    WHITENOISE_AUTOREFRESH = True  # static files as they lie in the sources
    INSTALLED_APPS.append("zeal")
    ZEAL_RAISE = True
    # Django's own formset asks for each row it is to change
    ZEAL_ALLOWLIST = [
        {"model": "workgroups.CommitteeMember", "field": "get()"},
        # what is done to many opinions is done to each by itself, under its own lock
        {"model": "feedback.Opinion", "field": "get()"},
        {"model": "sessions.Session", "field": "get()"},  # once by its old key, once by its new one
        {"model": "participation.User", "field": "get()"},  # who is signed in, and whose page it is
    ]
    MIDDLEWARE = [
        "tests.guards.clean_markup",
        "tests.guards.reading_only",
        "zeal.middleware.zeal_middleware",
        *MIDDLEWARE,
    ]
