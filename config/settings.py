"""Django settings. One source for every mode; everything that differs comes from the environment.

The variables, their defaults and what they mean: `config/environment.py` and `docs/operations.md`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from config import environment as env
from config import policies, servers, unfold
from config.floors import FLOORS

BASE_DIR = env.ROOT
VAR_DIR = env.var_dir()
MODE = env.mode()
PRODUCTION = MODE == "production"
DEMO_MODE = MODE == "demo"
DEBUG = MODE == "development"

# --- Addresses ---------------------------------------------------------------------------------------------

SECRET_KEY = env.read("SECRET_KEY") or ("" if PRODUCTION else env.DEMO_SECRET)
BASE_URL = (env.read("SARAP_BASE_URL") or "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = [host.strip() for host in env.read("ALLOWED_HOSTS").split(",") if host.strip()]
if not ALLOWED_HOSTS and not PRODUCTION:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

if PRODUCTION:
    missing = [name for name in env.REQUIRED_IN_PRODUCTION if not env.read(name)]
    if missing:
        raise env.EnvironmentRefused(
            f"SARAP_MODE=production needs {', '.join(missing)}: see docs/operations.md."
        )
    env.refuse_weak_secret(SECRET_KEY)

#: True when the portal starts its own servers (`config/servers.py`) because no address was given.
EMBEDDED_DATABASE = not env.read("DATABASE_URL")
EMBEDDED_REDIS = not env.read("REDIS_URL")
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database(env.read("DATABASE_URL") or servers.database_url(VAR_DIR))
}
_owner = env.read("DATABASE_OWNER_URL") or (servers.owner_url(VAR_DIR) if EMBEDDED_DATABASE else "")
#: Who migrates (`config/database_roles.py`); None where the portal's own role does.
OWNER_DATABASE = env.database(_owner) if _owner else None
#: Whom every migration gives the portal's rights; empty where one role does everything.
PORTAL_ROLE = DATABASES["default"]["USER"] if OWNER_DATABASE else ""
# Where gunicorn's threads live on, each keeps its connection and the plans in it (`evaluation/planned_once.py`); the
# development server has a new thread for each request.
DATABASES["default"]["CONN_MAX_AGE"] = 900 if PRODUCTION or DEMO_MODE else 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A silent database is noticed within seconds; web processes bound their statements besides (deploy/gunicorn.conf.py).
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
if (_seconds := int(env.read("SARAP_STATEMENT_SECONDS"))) > 0:
    DATABASES["default"]["OPTIONS"].setdefault(
        "options",
        f"-c statement_timeout={_seconds}s -c idle_in_transaction_session_timeout={_seconds * 2}s",
    )
REDIS_URL, CELERY_BROKER_URL = env.redis_addresses(env.read("REDIS_URL") or servers.redis_url(VAR_DIR))
CACHES = {
    "default": {
        "BACKEND": "config.cache.PatientRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "sarap",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}

# --- Applications ------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "evaluation.admin_config.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "django_fsm",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "csp",
    *FLOORS,
    "config",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.policies.ContentSecurityPolicyMiddleware",
    "config.policies.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "evaluation.storable.StorableMiddleware",
    "config.limits.RequestSizeMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "evaluation.middleware.DemoClockMiddleware",
    "evaluation.middleware.DefaultDenyMiddleware",
    "evaluation.middleware.MfaRequiredMiddleware",
    "evaluation.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "evaluation.context_processors.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(INSTALLED_APPS.index("evaluation.admin_config.DeskAdminConfig") + 1, "django.forms")

# --- Languages and time ------------------------------------------------------------------------------------

LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
LANGUAGE_CODE = "kk"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"
#: Nobody may freeze or move the portal's clock in production (`evaluation/clock.py`).
CLOCK_SEALED = PRODUCTION
# What the Decree leaves open about terms (docs/assumptions.md, A-TIME-1 and A-TIME-2).
#: A term starts on the day after receipt; False: the day of receipt is its first day.
TERM_STARTS_NEXT_DAY = True
#: A term in calendar days that ends on a day off ends on the next working day instead.
CALENDAR_TERM_END_CARRIES = True

# --- Files -------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None  # otherwise served where they lie
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.staticfiles.VendorFinder",
]
#: What Python's own table of types does not know everywhere.
WHITENOISE_MIMETYPES = {".woff2": "font/woff2", ".ttf": "font/ttf"}
WHITENOISE_USE_FINDERS = not PRODUCTION
# Tests make thousands of clients, each with middleware of its own: none reads the whole tree of files.
WHITENOISE_AUTOREFRESH = DEBUG or MODE == "test"
# Big fonts take minutes to press and the proxy presses them on the way; maps are for nobody but developers.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "gif",
    "jpg",
    "png",
    "webp",
    "gz",
    "br",
    "zip",
    "woff",
    "woff2",
    "ttf",
    "map",
]
# What people upload is private: no URL leads to it, views that check the right stream it.
MEDIA_ROOT = env.read("MEDIA_ROOT") or VAR_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640
# A report's form has some ten fields and one file place for every value; programmes make hundreds of values.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
#: The largest document that is taken, in bytes; the proxy's limit (deploy/Caddyfile) lies a little above.
DOCUMENT_MAX_BYTES = 20 << 20
#: The largest request of somebody signed in: a form with a document or several small ones (`config/limits.py`).
REQUEST_MAX_BYTES = 32 << 20
#: A file is on the disk before its record is; thousands of small files of tests need not wait for that.
STORED_FILES_ARE_SYNCED = MODE != "test"
#: Every stored file is compared with its record's checksum once within so many nights, those not compared longest first.
FILES_COMPARED_WITHIN_NIGHTS = 30
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "evaluation.stored_bytes.SpooledUpload",
]
#: The virus scanner: host and port, or the path of its socket; None: documents are not scanned.
SCANNER = env.scanner(env.read("SARAP_SCANNER"))
#: Whoever runs the portal said knowingly that there is none.
SCANNER_DECLINED = env.read("SARAP_SCANNER") == "none"
#: What one body may attach in a day: files, and bytes of new content (docs/operations.md).
BODY_FILES_A_DAY = 1_000
BODY_BYTES_A_DAY = 1 << 30
STORAGES = {
    "default": env.files(env.read("SARAP_FILES")),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- People ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "evaluation.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    # asked alone for passwords; the two behind it only know people of sessions that they opened
    "config.accounts.OncePasswordBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "/"
# People are entered by administrators; nobody signs up, and letters go only to addresses they entered.
ACCOUNT_ADAPTER = "config.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
#: How long a proposed change of an account or office waits for its second person (A-ACCT-4).
ACCOUNT_CHANGE_TERM = timedelta(days=14)
ACCOUNT_FORMS = {"reset_password": "config.accounts.ForgottenPasswordForm"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# What is wrong slows the reader's address down, and the account from that address ("key"): from another address its
# owner gets in. "code_of_account" bounds the guessing of six digits from everywhere together.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key", "code_of_account": "60/h/key"}
# Recovery codes are bounded by the address alone, so that nobody keeps the owner out: they must not be guessed from many.
MFA_RECOVERY_CODE_DIGITS = 12
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "config.accounts.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Sarap"
# Seconds of a step, and how many steps to either side are accepted: nobody types a code in no time (RFC 6238, 5.2).
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "config.accounts.SecondStepForm",
    "reauthenticate": "config.accounts.SecondStepAgainForm",
    "activate_totp": "config.accounts.SetUpForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# --- Security ----------------------------------------------------------------------------------------------

#: Signs the journal's checkpoints (`evaluation/checkpoints.py`); where it is empty, a key that follows from the secret.
JOURNAL_KEY = env.journal_key(env.read("SARAP_JOURNAL_KEY"))
#: Encrypt the secrets of second steps (`evaluation/sealed_secrets.py`): the first; all of them decrypt.
SECOND_STEP_KEYS = env.second_step_keys(env.read("SARAP_SECOND_STEP_KEYS"))
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "evaluation.middleware.csrf_refused"
CSRF_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = int(env.read("SARAP_HSTS_SECONDS")) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if env.read("SARAP_TRUST_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Sign-in attempts are counted per reader, not all together as the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.STRICT}

# --- Interest (c9.2) --------------------------------------------------------------------------------------

#: For how many days after leaving a body a person takes no part in its evaluation (A-INTEREST-1).
INTEREST_AFTER_LEAVING_DAYS = int(env.read("SARAP_INTEREST_DAYS"))

# --- Signing (c64) ----------------------------------------------------------------------------------------

#: The ways to sign that a first head is offered (`reports/signing/ways.py`); none chosen: the portal's second step.
SIGNING_WAYS: list[str] = [
    way.strip() for way in env.read("SARAP_SIGNING_WAYS").split(",") if way.strip()
] or ([] if PRODUCTION else ["second_factor", *(["demo"] if DEMO_MODE else []), "ncalayer", "upload"])
#: Where the signing program answers on the reader's own computer.
SIGNING_NCALAYER_URL = env.read("SARAP_NCALAYER_URL")
#: Where NCANode checks signatures by Kazakhstan's own algorithms; empty: they "could not be checked".
SIGNING_NCANODE_URL = env.read("SARAP_NCANODE_URL")
#: Keys and certificates of the demo's own authority.
SIGNING_DEMO_DIR = VAR_DIR / "authority"

# --- Letters -----------------------------------------------------------------------------------------------

_email = env.email(env.read("EMAIL_URL"))
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _email.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.read("DEFAULT_FROM_EMAIL")
EMAIL_SUBJECT_PREFIX = "[Sarap] "

# --- Jobs --------------------------------------------------------------------------------------------------

CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# The rows are the truth: what a lost worker had in its hands is found in them within a minute, and its attempts are
# counted there. A message given back at once would kill one worker after the other.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "global_keyprefix": "sarap:"}
CELERY_TASK_ALWAYS_EAGER = MODE == "test"
CELERY_TASK_EAGER_PROPAGATES = True
#: What beat starts, by name: {"task": dotted path, "schedule": seconds or crontab}.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # the rows are the truth: what no worker was woken for is found within a minute
    "letters": {"task": "schedule.deliver_letters", "schedule": 60.0},
    "password-links": {"task": "evaluation.send_password_links", "schedule": 60.0},
    "conclusion-previews": {"task": "blocks.build_previews", "schedule": 60.0},
    "conclusion-files": {"task": "blocks.build_conclusion_files", "schedule": 60.0},
    "document-previews": {"task": "reports.read_documents", "schedule": 60.0},
    "document-scans": {"task": "reports.scan_documents", "schedule": 60.0},
    "signatures": {"task": "reports.check_signatures", "schedule": 300.0},
    "report-files": {"task": "commission.build_report_files", "schedule": 60.0},
    "reminders": {"task": "schedule.keep_time", "schedule": 300.0},
    "ended-withholdings": {"task": "commission.tell_of_ended", "schedule": 300.0},
    # when the day's acts are over
    "journal": {"task": "schedule.watch_journal", "schedule": crontab(hour="20", minute="30")},
    "account-changes": {"task": "evaluation.expire_changes", "schedule": crontab(hour="1", minute="40")},
    "stored-files": {"task": "evaluation.compare_files", "schedule": crontab(hour="2", minute="10")},
    # computing a year's scores again takes a while, so at night
    "departures": {"task": "blocks.record_departures", "schedule": crontab(hour="3", minute="20")},
}

# --- API ---------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 100,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {"TITLE": "Sarap", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}

# --- Admin -------------------------------------------------------------------------------------------------

UNFOLD = unfold.UNFOLD

# --- Records -----------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.secret_addresses.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.read("SARAP_LOG_LEVEL")},
    # They tell every trigger and every step of every PDF, written or read; only what goes wrong is worth a line.
    "loggers": {
        "pgtrigger": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
    },
}
