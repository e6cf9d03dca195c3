"""Django settings, read once from the environment (config/env.py). One file: centre, demo and tests differ by environment alone."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from sembilan.config import env, logs

# Services and tests run on one BLAS thread: a second one gives outliers of seconds on a busy machine.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

MODE = env.MODE.value()
DEMO = MODE == "demo"
HOME = env.HOME.value()
DEBUG = False
SECRET_KEY = env.SECRET.value() or (
    "not-a-secret-" * 5 if MODE == "test" else "unset"
)  # too short: the check sembilan.E001 refuses it
ALLOWED_HOSTS = env.HOSTS.value() + (["testserver"] if MODE == "test" else [])


def database(url: str) -> dict[str, object]:
    """A postgresql:// address as Django wants it; `host=` in the query names a socket folder."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


APP_ROLE = unquote(urlsplit(env.DATABASE.value()).username or "sembilan_app")
AS_OWNER = env.AS_OWNER.value()
DATABASES = {"default": database((env.DATABASE_OWNER if AS_OWNER else env.DATABASE).value())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
    "sembilan.kit",
    "sembilan.audit",
    "sembilan.ledger",
    "sembilan.accounts",
    "sembilan.tenancy",
    "sembilan.competency",
    "sembilan.delivery",
    "sembilan.itembank",
    "sembilan.assembly",
    "sembilan.people",
    "sembilan.measurement",
    "sembilan.scheduling",
    "sembilan.profiling",
    "sembilan.reporting",
    "sembilan.web.ui",
    "sembilan.web.console",
    "sembilan.web.portal",
    "sembilan.web.exam",
    "sembilan.web.proctor",
    "sembilan.web.public",
    "sembilan.demo",
]

MIDDLEWARE = [
    "sembilan.config.middleware.Gate",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sembilan.config.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sembilan.config.middleware.ScopedTransaction",
]

ROOT_URLCONF = "sembilan.config.urls"
WSGI_APPLICATION = "sembilan.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "sembilan.config.jinja.environment",
            "extensions": ["jinja2.ext.i18n"],
            "context_processors": ["sembilan.web.ui.context.everywhere"],
        },
    },
    {  # allauth's own few text templates; every page of ours is Jinja2
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [env.ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the packages themselves; nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["sembilan.accounts.backend.ScopedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"] if MODE == "test" else ["django.contrib.auth.hashers.ScryptPasswordHasher"]
)
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sembilan.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/masuk/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# A hall of 192 seats stands behind one address: beyond its limit of wrong tries, a right PIN is still let in.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "wrong_pin": "100/10m/ip"} if MODE != "test" else False
CACHES = {  # counts of failed logins and used codes: of all page processes together, not of each
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if MODE == "test"
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(HOME / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sembilan"
MFA_ADAPTER = "sembilan.accounts.adapter.MfaAdapter"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.HTTPS.value() and MODE == "site"
CSRF_FAILURE_VIEW = "sembilan.web.ui.pages.form_refused"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LARGEST_BODY = 32 * 1024 * 1024  # above the largest file that any page reads, so that the page itself says what its limit is

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LEDGER_KEY_FILE = env.LEDGER_KEY.value() if str(env.LEDGER_KEY.value()) != "." else HOME / "ledger.pem"
LEDGER_ORIGIN = "sembilan/ledger/1"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_ON_APP_READY = "sembilan.kit.jobs.on_app_ready"

LOGGING = logs.configuration("ERROR" if MODE == "test" else env.LOG_LEVEL.value(), for_people=DEMO)
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W018", "security.W020"]
