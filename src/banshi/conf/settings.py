"""Django settings, in one file. What differs between machines comes from the environment."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from banshi.base.care import logs
from banshi.conf.environment import env_bool, env_list, kept_secret, postgres_database, sqlite_database

PACKAGE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("BANSHI_VAR", PACKAGE_DIR.parent.parent / "var")).resolve()
VAR.mkdir(parents=True, exist_ok=True)

DEBUG = env_bool("BANSHI_DEBUG", False)
SECRET_KEY = os.environ.get("BANSHI_SECRET_KEY") or kept_secret(VAR / "keys" / "session.key")
VAULT_KEY_FILE = Path(os.environ.get("BANSHI_VAULT_KEY_FILE", VAR / "keys" / "vault.key"))
METRICS_TOKEN_FILE = Path(os.environ.get("BANSHI_METRICS_TOKEN_FILE", VAR / "keys" / "metrics.token"))
LOG_KEYS = Path(os.environ.get("BANSHI_LOG_KEYS", VAR / "keys"))
LOG_SUITE = {"sha256": 1, "sm3": 2}[os.environ.get("BANSHI_LOG_HASH", "sha256")]
CHECKPOINT_FOLDER = os.environ.get("BANSHI_CHECKPOINT_FOLDER", "")
SEQUENCER = env_bool("BANSHI_SEQUENCER", False)
WORKER = env_bool("BANSHI_WORKER", False)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
FILES_ROOT = VAR / "files"
STATEMENTS_FILE = PACKAGE_DIR / "conf" / "data" / "page_statements.json"
ALLOWED_HOSTS = env_list("BANSHI_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("BANSHI_ORIGINS")
PUBLIC_URL = os.environ.get("BANSHI_URL") or next(iter(CSRF_TRUSTED_ORIGINS), "http://127.0.0.1:8000")
CALLED_HOSTS = env_list("BANSHI_CALLED_HOSTS")
PRIVATE_HOSTS = env_list("BANSHI_PRIVATE_HOSTS")
HTTPS = env_bool("BANSHI_HTTPS", False)

PROGRAMMES = [
    "banshi.programmes.environment",
]
"""The programmes of the zones here. Each brings all it needs; without its line the rest runs as before."""

INSTALLED_APPS = [
    "banshi.base.ui",
    "banshi.base.zones",
    "banshi.base.history",
    "banshi.base.care",
    "banshi.base.vault",
    "banshi.base.prooflog",
    "banshi.base.presets",
    "banshi.base.calendars",
    "banshi.base.files",
    "banshi.base.jobs",
    "banshi.base.outbox",
    "banshi.base.search",
    "banshi.base.tables",
    "banshi.base.papers",
    "banshi.base.figures",
    "banshi.base.imports",
    "banshi.base.signin",
    "banshi.base.api",
    "banshi.core.org",
    "banshi.core.places",
    "banshi.core.access",
    "banshi.core.matters",
    "banshi.core.supervision",
    "banshi.core.occasions",
    *PROGRAMMES,
    "banshi.doors.counter",
    "banshi.doors.home",
    "banshi.doors.operations",
    "banshi.doors.portal",
    "banshi.doors.open311",
    "banshi.conf",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "banshi.base.care.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "banshi.base.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "banshi.base.signin.middleware.SignedInMiddleware",
    "banshi.base.zones.middleware.ActorMiddleware",
    "banshi.base.signin.middleware.DoorMiddleware",
    "banshi.base.ui.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "banshi.conf.urls"
WSGI_APPLICATION = "banshi.conf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "banshi.base.ui.context.shell",
            ],
        },
    }
]

_database_url = os.environ.get("BANSHI_DATABASE_URL", "")
DATABASES = {
    "default": postgres_database(_database_url, prepared=env_bool("BANSHI_PREPARED", True))
    if _database_url
    else sqlite_database(VAR / "banshi.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "zones.Account"
AUTHENTICATION_BACKENDS = ["banshi.base.signin.backend.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["login"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "signin:sign_in"
LOGIN_REDIRECT_URL = "home:home"
LOGOUT_REDIRECT_URL = "signin:sign_in"

SESSION_ENGINE = "banshi.base.signin.store"
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_MINUTES = int(os.environ.get("BANSHI_IDLE_MINUTES", "0"))  # 0: as the zone's rules say
SIGNIN_ENVIRONMENT = {name: value for name, value in os.environ.items() if name.startswith("BANSHI_SIGNIN_")}
PROXIES_IN_FRONT = int(os.environ.get("BANSHI_PROXIES", "0"))
SESSION_COOKIE_NAME = "__Host-sid" if HTTPS else "sid"
CSRF_FAILURE_VIEW = "banshi.base.ui.views.csrf_failure"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = logs.configuration(os.environ.get("BANSHI_LOG", "auto"))
