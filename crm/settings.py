"""All settings, each from the environment with a default that is safe on one machine.

The variables are listed with their meaning in `.env.example`.
"""

import sys
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

VERSION = "0.1.0"
ENVIRONMENT = env.str("APP_ENVIRONMENT", default="development")
PRODUCTION = ENVIRONMENT == "production"
TESTING = "pytest" in sys.modules
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEVELOPMENT_SECRET = "development-only-secret-change-me-before-anyone-depends-on-it"
SECRET_KEY = env.str("SECRET_KEY", default=DEVELOPMENT_SECRET)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
JWT_SIGNING_KEY = env.str("JWT_SIGNING_KEY", default=SECRET_KEY + "/jwt")
if PRODUCTION and (SECRET_KEY == DEVELOPMENT_SECRET or len(SECRET_KEY) < 40):
    raise ImproperlyConfigured(
        "Set SECRET_KEY to a random text of at least 40 characters before running in production."
    )
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
TLS = env.bool("TLS", default=PRODUCTION)
PROXY_COUNT = env.int("PROXY_COUNT", default=0)

INSTALLED_APPS = [
    "accounts",
    "api",
    "activity",
    "customization",
    "transfers",
    "contacts",
    "deals",
    "leads",
    "tasks",
    "inbox",
    "sharing",
    "notifications",
    "webhooks",
    "dialects",
    "crm",
    "crm.admin_site.RapportAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "import_export",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "crm.middleware.AnswerHeadersMiddleware",
    "crm.middleware.VisitorsMiddleware",
    "crm.compression.PageCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "notifications.pulse.PulseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.ActingMemberMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.HtmxMannersMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "crm.middleware.WrongMethodMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.context.shell",
            ],
        },
    }
]

# -- data ---------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'rapport.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: without IMMEDIATE and WAL, eight writers lose a quarter of their transactions.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        # A chunk of an import touches thousands of index pages: they shall fit in memory and not be copied back each time.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000;"
        " PRAGMA cache_size=-32000; PRAGMA wal_autocheckpoint=4000;",
    }
else:
    options = DATABASES["default"].setdefault("OPTIONS", {})
    if not env.bool("DATABASE_JIT", default=False):
        # Measured with 200,000 contacts: compiling a statement takes longer than running it, up to three seconds of four.
        options.setdefault("options", "-c jit=off")
    if env.bool("DATABASE_POOL", default=False):
        options["pool"] = {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8)}
        # A threshold nothing reaches by itself: only what accounts/prepared.py asks for is prepared.
        is_prepared = env.bool("DATABASE_PREPARED_STATEMENTS", default=True)
        options["prepare_threshold"] = 1_000_000 if is_prepared else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rapport",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# -- background work: no extra service by default, RQ over Redis in production, by one setting -----

TASKS_BACKEND = env.str("TASKS_BACKEND", default="database")
TASKS = {
    "default": {
        "database": {"BACKEND": "django_tasks_db.DatabaseBackend"},
        "rq": {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": ["default"]},
        "immediate": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    }[TASKS_BACKEND]
}
INSTALLED_APPS += {"database": ["django_tasks_db"], "rq": ["django_rq", "django_tasks_rq"]}.get(TASKS_BACKEND, [])
RQ_QUEUES = {"default": {"URL": REDIS_URL or "redis://127.0.0.1:6379/0"}}

# -- people and sign-in -----------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="optional")
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "accounts.adapter.RapportAccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.sign_up.SignUpDetailsForm"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.EmailForm",
    "change_password": "accounts.forms.PasswordChangeForm",
    "set_password": "accounts.forms.PasswordSetForm",
    "reset_password": "accounts.forms.ForgottenForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.ConfirmForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if TLS else "http"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Failures of one address are the lock's business (AXES below); these stop many addresses against one account.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,60/h/key", "signup": "10/m/ip", "reset_password": "10/m/ip,3/m/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SIGN_UP_OPEN = env.bool("SIGN_UP_OPEN", default=True)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "accounts.adapter.RapportMFAAdapter"
MFA_FORMS = {"add_webauthn": "accounts.second_factor.AddPasskeyForm"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Rapport"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS
USERSESSIONS_ADAPTER = "accounts.adapter.RapportUserSessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = True  # kept by ActingMemberMiddleware, every few minutes
AXES_FAILURE_LIMIT = env.int("SIGN_IN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("SIGN_IN_LOCK_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "accounts.signing_in.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "accounts.signing_in.client_ip"
AXES_LOCKOUT_CALLABLE = "accounts.signing_in.locked_page"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

# -- mail ---------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Rapport <rapport@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
NOTIFICATION_LEASE_SECONDS = env.float("NOTIFICATION_LEASE_SECONDS", default=300)  # see notifications/delivering.py
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)

# -- what goes out: webhooks, pushes ------------------------------------------------------------------------

EGRESS_ALLOW = env.list("EGRESS_ALLOW", default=[])  # e.g. hooks.internal:8080, 10.1.2.0/24
for allowed in EGRESS_ALLOW:
    if "/" in allowed:
        ip_network(allowed, strict=False)  # raises where it is none: better now than when something is sent
WEBHOOK_SECONDS = env.float("WEBHOOK_SECONDS", default=10)
WEBHOOK_LEASE_SECONDS = env.float("WEBHOOK_LEASE_SECONDS", default=60)

# -- the REST API ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.HouseAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.IsMember"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.HouseSchema",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.CredentialThrottle"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.negotiation.OneRenderer",
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "api.errors.answer",
    "NUM_PROXIES": PROXY_COUNT,
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
    "COERCE_DECIMAL_TO_STRING": True,
}
API_RATE_LIMIT = env.str("API_RATE_LIMIT", default="1200/minute")
API_SIGN_IN_RATE_LIMIT = env.str("API_SIGN_IN_RATE_LIMIT", default="20/minute")
FORM_RATE_LIMIT = env.str("FORM_RATE_LIMIT", default="10/minute")
FORM_TOTAL_RATE_LIMIT = env.str("FORM_TOTAL_RATE_LIMIT", default="300/hour")
LINK_GUESS_RATE_LIMIT = env.str("LINK_GUESS_RATE_LIMIT", default="30/minute")
LINK_REPORT_RATE_LIMIT = env.str("LINK_REPORT_RATE_LIMIT", default="60/minute")
KEY_API_RATE_LIMIT = env.str("KEY_API_RATE_LIMIT", default="2/s")
API_MAX_BODY = env.int("API_MAX_BODY", default=2_500_000)
SIMPLE_JWT = {
    "ALGORITHM": "HS256",
    "SIGNING_KEY": JWT_SIGNING_KEY,
    "AUDIENCE": "rapport-api",
    "ISSUER": "rapport",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=env.int("JWT_ACCESS_MINUTES", default=15)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=env.int("JWT_REFRESH_DAYS", default=14)),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Rapport API",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "DESCRIPTION": "Contacts and companies, people and teams, and the three dialects. How to sign in, page, retry and "
    "rehearse: docs/api.md.",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "api.schema.add_credentials"],
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {
        "StatusEnum": "contacts.models.Contact.STATUSES",
        "ImportStatusEnum": "transfers.models.Transfer.STATUSES",
        "LeadStatusEnum": "leads.models.Lead.STATUSES",
        "DealStatusEnum": "deals.models.Deal.STATUSES",
        "TaskStatusEnum": "tasks.models.Task.STATUSES",
        "LevelEnum": "tasks.models.Task.PRIORITIES",  # of tasks, and of the risk of deals
        "ColorEnum": "deals.serializers.COLORS",
        "CredentialKindEnum": "accounts.models.Credential.KINDS",
        "ShareItemKindEnum": "sharing.models.ShareItem.KINDS",
        "SmartLinkStateEnum": ["live", "expired", "revoked"],
    },
    "SORT_OPERATIONS": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# -- files ------------------------------------------------------------------------------------------------

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"  # never served as such: every file goes out through a view that asks who reads
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_MEGABYTES", default=180) * 1024 * 1024  # a million contacts of 12 columns: 165
MAIL_IMPORT_MAX_BYTES = env.int("MAIL_IMPORT_MAX_MEGABYTES", default=25) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "transfers.keeping.SparingUploads",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = API_MAX_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
UNDO_DAYS = env.int("UNDO_DAYS", default=30)
IMPORT_DRAFT_HOURS = env.int("IMPORT_DRAFT_HOURS", default=24)
IMPORT_FILE_DAYS = env.int("IMPORT_FILE_DAYS", default=UNDO_DAYS)
IMPORT_LEASE_SECONDS = env.float("IMPORT_LEASE_SECONDS", default=120)
BULK_CHUNK = env.int("BULK_CHUNK", default=500)
BULK_LEASE_SECONDS = env.float("BULK_LEASE_SECONDS", default=120)
SUBSCRIPTION_SECONDS = env.int("SUBSCRIPTION_SECONDS", default=300)
EXPORT_STREAM_ROWS = env.int("EXPORT_STREAM_ROWS", default=50_000)
EXPORT_FILE_DAYS = env.int("EXPORT_FILE_DAYS", default=7)
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True

# -- language, time ------------------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", _("English"))]
FORMAT_MODULE_PATH = "crm.formats"
TIME_ZONE = "UTC"
USE_TZ = True

# -- security ---------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TLS
SESSION_COOKIE_AGE = env.int("SESSION_DAYS", default=14) * 86_400
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$"]
SECURE_REFERRER_POLICY = "same-origin"
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["models.W040"]  # SQLite leaves out an index's extra columns; it is still right

# -- logs ----------------------------------------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING")
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = PROXY_COUNT > 0
LOG_FORMAT = env.str("LOG_FORMAT", default="json" if PRODUCTION else "console")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"structured": {"()": "crm.logs.formatter", "style": LOG_FORMAT}},
    "filters": {"wanted": {"()": "crm.logs.Wanted"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "structured",
            "filters": ["wanted"],
            "level": LOG_LEVEL,  # workers make their own loggers talkative
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

if TESTING:
    API_RATE_LIMIT = API_SIGN_IN_RATE_LIMIT = KEY_API_RATE_LIMIT = "off"  # but where a test turns them on
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the cast signs in a thousand times
