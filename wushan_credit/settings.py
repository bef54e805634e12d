"""Django settings. Values that differ between machines come from env.py; nothing else reads the environment."""

import warnings
from pathlib import Path

import environ
import pghistory
import pgtrigger

from wushan_credit import env, logs
from wushan_credit.env_kinds import redis_numbers
from wushan_credit.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"
ENV = env.load()
MODE = ENV["WUSHAN_MODE"]
PRODUCTION = MODE == "production"
TESTING = MODE == "test"

if not PRODUCTION:
    from wushan_credit.local import fill_in

    ENV = fill_in(ENV, BASE_DIR)

# -- Keys ------------------------------------------------------------------------------------------------------------
SECRET_KEY = ENV["SECRET_KEY"]
FIELD_KEYS = ENV["FIELD_KEYS"]  # key id -> 32 bytes; the first one encrypts
SEAL_KEY = ENV["SEAL_KEY"]
CRYPTO_SUITE = ENV["CRYPTO_SUITE"]

# -- Who may come, and how safely -----------------------------------------------------------------------------------
DEBUG = ENV["DEBUG"]
ALLOWED_HOSTS = ENV["ALLOWED_HOSTS"]
SITE_URL = ENV["SITE_URL"].rstrip("/")
CSRF_TRUSTED_ORIGINS = ENV["CSRF_TRUSTED_ORIGINS"]
TRUST_PROXY = ENV["TRUST_PROXY"]
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
HTTPS_ONLY = PRODUCTION and ENV["HTTPS_ONLY"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the container's own health check
SECURE_HSTS_SECONDS = ENV["HSTS_SECONDS"] if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS_ONLY
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "accounts.unsent.too_old"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = ENV["SESSION_HOURS"] * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # nothing is left on a shared office computer
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "object-src": ["'none'"],
    }
}

# -- Apps ------------------------------------------------------------------------------------------------------------
HOUSE = [
    *("core", "audit", "accounts", "notices", "exchange", "records", "members"),
    *("publicity", "commitments", "objections", "repair", "supervision", "safeguards", "portal", "website"),
]
INSTALLED_APPS = [
    "wushan_credit.apps.WushanConfig",
    "wushan_credit.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "pgtrigger",
    "pghistory",
    *HOUSE,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.headers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "audit.middleware.RequestContextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SignInMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.FirstPasswordMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.last_look.LastLookMiddleware",
    "core.questions.NoNulMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "wushan_credit.urls"
WSGI_APPLICATION = "wushan_credit.wsgi.application"
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
                "core.context.site",
            ]
        },
    }
]

# -- Sign-in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": f"accounts.password_rules.{name}"} for name in ("LengthAndKinds", "NotUsedBefore")]
LOGIN_URL = "admin:login"
if TESTING:  # hundreds of invented people; a slow hash would only heat the room
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Roles that need a second factor cannot do without in production. On a machine for trying things out it is anybody's choice,
# so that the invented people of the demonstration sign in with their password alone.
SECOND_FACTOR_ENFORCED = PRODUCTION
AXES_FAILURE_LIMIT = "accounts.limits.failure_limit"
AXES_COOLOFF_TIME = "accounts.limits.lockout"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/lockout.html"
AXES_IPWARE_PROXY_COUNT = 1 if TRUST_PROXY else 0
AXES_SENSITIVE_PARAMETERS = ["username", "password"]
AXES_USERNAME_CALLABLE = "accounts.signin.lockout_username"
AXES_VERBOSE = False

# -- Language and time: everything a person sees is Chinese, whatever the browser asks for ----------------------------
LANGUAGE_CODE = "zh-hans"
FORMAT_MODULE_PATH = "core.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]  # plainer words for the messages of Django and the REST framework
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

# -- Data ------------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": environ.Env.db_url_config(ENV["DATABASE_URL"])
    | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0 if TESTING else 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "wushan-credit", "connect_timeout": 10},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
BROKER_ADDRESS, RESULT_ADDRESS, CACHE_ADDRESS = redis_numbers(ENV["REDIS_URL"])
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_ADDRESS,
        "KEY_PREFIX": "wushan",
    }
}
# Row history is written by triggers; statement level keeps bulk imports quick.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="history", db_index=True)
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(related_name="+", db_index=False)
PGHISTORY_RELATED_FIELD = pghistory.RelatedField(related_name="+")
PGHISTORY_ADMIN_ALL_EVENTS = False

# -- Files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(ENV["MEDIA_ROOT"] or LOCAL_DIR / "media")  # never served: no MEDIA_URL route exists
MEDIA_URL = "/media-is-never-served/"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_MAX_BYTES = ENV["UPLOAD_MAX_MB"] * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION

# -- Mail ------------------------------------------------------------------------------------------------------------
globals().update(environ.Env.email_url_config(ENV["EMAIL_URL"] or f"filemail:///{LOCAL_DIR / 'mail'}"))
EMAIL_FILE_PATH = LOCAL_DIR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV["DEFAULT_FROM_EMAIL"]
EMAIL_TIMEOUT = 15
WEBHOOK_URL = ENV["WEBHOOK_URL"]
WEBHOOK_KEY = ENV["WEBHOOK_KEY"]

# -- API -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api_auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": ENV["API_RATE_PUBLIC"], "user": ENV["API_RATE_USER"]},
    "NUM_PROXIES": 1 if TRUST_PROXY else 0,
    "URL_FORMAT_OVERRIDE": None,  # one format; ?format=… is not a parameter
    "EXCEPTION_HANDLER": "core.api.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "巫山县法律服务行业信用信息系统接口",
    "DESCRIPTION": "双公示决定的报送、查询与公开数据接口。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "DecisionState": "publicity.choices.DecisionState",
        "JobState": "exchange.models.JobState",
        "MatterState": "supervision.choices.MatterState",
        "LookUpState": "supervision.choices.LookUpState",
        "PractisingState": "records.choices.PractisingState",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# -- Background work -------------------------------------------------------------------------------------------------
# A task that slips out of a test to a real queue must fail loudly, so tests get a broker that cannot exist.
CELERY_BROKER_URL = "redis://no-broker-in-tests.invalid:6379/0" if TESTING else BROKER_ADDRESS
CELERY_RESULT_BACKEND = None if TESTING else RESULT_ADDRESS
CELERY_TASK_IGNORE_RESULT = True  # the job rows say how a job went
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = TESTING
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 30, "socket_connect_timeout": 5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(LOCAL_DIR / "beat-schedule")

# -- Logs ------------------------------------------------------------------------------------------------------------
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logs.configure(level=ENV["LOG_LEVEL"], as_json=PRODUCTION)

# -- Stricter here than in production: what would only be a line in a log there is an error while developing ----------
if not PRODUCTION:
    warnings.filterwarnings("error", r"DateTimeField .* received a naive datetime", RuntimeWarning)
    warnings.filterwarnings("error", r"Pagination may yield inconsistent results")
