"""Django's settings. What an operator may change stands in `environment.py`; the rest is decided here."""

import logging.config
from typing import Any

from csp.constants import NONE, SELF

from minzheng.config import database, environment, rooms, secret_files

DATA = environment.data_folder()
DEBUG = environment.switch("MINZHENG_DEBUG")
SECRET_KEY = environment.text("SECRET_KEY") or secret_files.secret_key(DATA / "secrets" / "secret-key")
FIELD_KEYS = environment.keys_folder()
OPENID_KEYS = DATA / "secrets" / "openid"
NATIONAL_PLATFORM = {
    "issuer": environment.text("MINZHENG_NATIONAL_ISSUER").rstrip("/"),
    "client_id": environment.text("MINZHENG_NATIONAL_CLIENT"),
    "secret": environment.text("MINZHENG_NATIONAL_SECRET"),
}
TICKET_SYSTEM = {
    "login": environment.text("MINZHENG_TICKET_LOGIN"),
    "check": environment.text("MINZHENG_TICKET_CHECK"),
}
ALLOW_DEMO_ID = environment.switch("ALLOW_DEMO_ID")
DOMAINS_OFF = frozenset(environment.words("MINZHENG_OFF"))
PORT = environment.number("MINZHENG_PORT")
HTTPS = environment.switch("MINZHENG_HTTPS")
ALLOWED_HOSTS = list(environment.words("MINZHENG_HOSTS"))

# ── The house ────────────────────────────────────────────────────────────────────────────────────────────────────────

INSTALLED_APPS = [
    "minzheng.config",
    *rooms.applications(),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # the second factor's pages count days with it
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
AUTH_USER_MODEL = "people.Account" if rooms.has("core.people", "models.py") else "auth.User"
ROOT_URLCONF = "minzheng.config.urls"
WSGI_APPLICATION = "minzheng.config.wsgi.application"
MIDDLEWARE = [
    "minzheng.config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "minzheng.config.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "minzheng.config.middleware.ActorMiddleware",
]
_LOADERS: list[Any] = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": list(rooms.folders("templates")),
        "OPTIONS": {
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minzheng.faces.kit.context.display",
                "minzheng.config.passkeys.of_library",
            ],
        },
    }
]

# ── Data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

DATABASES = {"default": database.settings(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # In the database, so that limits on sign-in count over all processes.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "config_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
MEDIA_ROOT = DATA / "files"
CLEAR_MINUTES = environment.number("MINZHENG_CLEAR_MINUTES")
UPLOAD_LIMIT = environment.number("MINZHENG_UPLOAD_MB") * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# ── Language and time ────────────────────────────────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# ── Static files ─────────────────────────────────────────────────────────────────────────────────────────────────────

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = list(rooms.folders("static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ── Accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

AUTHENTICATION_BACKENDS = ["minzheng.config.sign_in.AccountBackend"]
ACCOUNT_ADAPTER = "minzheng.config.sign_in.AccountAdapter"
SESSION_ENGINE = "minzheng.config.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "minzheng.config.sign_in.FactorAdapter"
MFA_FORMS = {
    "login_webauthn": "minzheng.config.passkeys.SignInForm",
    "reauthenticate_webauthn": "minzheng.config.passkeys.AskedAgainForm",
}
MFA_TOTP_ISSUER = "民政工作台"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# ── Safety ───────────────────────────────────────────────────────────────────────────────────────────────────────────

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "minzheng.faces.kit.pages.stale_form"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ── Log: what happened to the machine, never to whom. Paths are logged without their query, parameters never ─────────

LOGGING_CONFIG = None
logging.config.dictConfig(
    {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(process)d %(name)s %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": environment.text("MINZHENG_LOG").upper()},
        "loggers": {
            "django.db.backends": {"level": "WARNING"},
            "django.security.DisallowedHost": {"level": "ERROR"},
        },
    }
)
