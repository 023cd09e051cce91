"""Django's settings, from the environment: see docs/reference/settings.md for each variable.

MOOTHALL_HOME names the data folder (default var/); DATABASE_URL selects PostgreSQL.
"""

from __future__ import annotations

import contextlib
import os
import secrets

import dj_database_url

from moothall import places

HOME = places.home()
HOME.mkdir(parents=True, exist_ok=True, mode=0o700)


def _secret_key() -> str:
    """The signing key: from the environment, else made once and kept in the data folder."""
    if key := os.environ.get("MOOTHALL_SECRET_KEY"):
        return key
    file = HOME / "secret-key"
    if not file.exists():
        new = HOME / "unfinished" / f"secret-key.{os.getpid()}"
        new.parent.mkdir(exist_ok=True, mode=0o700)
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(new, file)  # whole or not at all, whoever is first
        new.unlink()
    return file.read_text()


def _number(name: str, default: int) -> int:
    """A whole number from the environment. Raises ValueError with the variable's name."""
    text = os.environ.get(name, str(default))
    if not text.isdecimal():
        raise ValueError(f"{name} must be a whole number, not {text!r}")
    return int(text)


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("MOOTHALL_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("MOOTHALL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BASE_URL = os.environ.get("MOOTHALL_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",  # unused, but allauth.mfa stands on it
    "allauth.mfa",
    "moothall.people",
    "moothall.cases",
    "moothall.post",
    "moothall.pages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "moothall.pages.security.headers",
    "moothall.pages.security.size",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "moothall.config.urls"
WSGI_APPLICATION = "moothall.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "moothall.pages.environment.environment"},
    },
]
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{HOME / 'moothall.sqlite3'}"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "moothall.config.sqlite"
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # on each core, for the engine is our own
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            f"PRAGMA synchronous={os.environ.get('MOOTHALL_SQLITE_SYNCHRONOUS', 'FULL')};"
            "PRAGMA cache_size=-65536;"
            "PRAGMA temp_store=MEMORY;"
            "PRAGMA secure_delete=ON;"  # what is erased is overwritten (decision 0008)
        ),
    }
CSRF_FAILURE_VIEW = "moothall.pages.trouble.csrf_failure"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # from where they are installed: no copies to keep up to date
# Post. Without a mail server nothing leaves this machine: docs/how-to/receive-mail.md.
EMAIL_HOST = os.environ.get("MOOTHALL_SMTP_HOST", "")
EMAIL_PORT = _number("MOOTHALL_SMTP_PORT", 25)
EMAIL_HOST_USER = os.environ.get("MOOTHALL_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MOOTHALL_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("MOOTHALL_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 30
LMTP_HOST = os.environ.get("MOOTHALL_LMTP_HOST", "127.0.0.1")
LMTP_PORT = _number("MOOTHALL_LMTP_PORT", 0)  # 0: no receiver
LMTP_PROTOCOL = os.environ.get("MOOTHALL_LMTP_PROTOCOL", "lmtp")
MAIL_MOST_BYTES = _number("MOOTHALL_MAIL_MOST_BYTES", 25 * 1024 * 1024)
IMAP_HOST = os.environ.get("MOOTHALL_IMAP_HOST", "")
IMAP_PORT = _number("MOOTHALL_IMAP_PORT", 993)
IMAP_TLS = os.environ.get("MOOTHALL_IMAP_TLS", "1") == "1"
IMAP_USER = os.environ.get("MOOTHALL_IMAP_USER", "")
IMAP_PASSWORD = os.environ.get("MOOTHALL_IMAP_PASSWORD", "")
IMAP_FOLDER = os.environ.get("MOOTHALL_IMAP_FOLDER", "INBOX")
IMAP_COUNCIL = os.environ.get("MOOTHALL_IMAP_COUNCIL", "")
NOTIFY_KEY = os.environ.get("MOOTHALL_NOTIFY_KEY", "")
NOTIFY_TEMPLATE = os.environ.get("MOOTHALL_NOTIFY_TEMPLATE", "")
NOTIFY_URL = os.environ.get("MOOTHALL_NOTIFY_URL", "https://api.notifications.service.gov.uk")
# Signing in: docs/explanation/security.md.
OPENID_SECRETS = os.environ.get("MOOTHALL_OPENID_SECRETS", "")
OPENID_PLAIN = os.environ.get("MOOTHALL_OPENID_PLAIN") == "1"
SERVED_SECURELY = BASE_URL.startswith("https:")
PROXIES = _number("MOOTHALL_PROXIES", 1 if SERVED_SECURELY else 0)
MFA_ADAPTER = "moothall.pages.mfa.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_TOLERANCE = 1  # half a minute before and after
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # pages/passkeys.py wants the one origin that is ours
ACCOUNT_EMAIL_VERIFICATION = "none"  # of a package that we use no pages of
READINGS_KEPT_DAYS = _number("MOOTHALL_READINGS_KEPT_DAYS", 730)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 7 * 24 * 60 * 60  # a council's own rules end a session long before
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_SECURELY
SECURE_SSL_REDIRECT = SERVED_SECURELY
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_SECURELY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False  # the neighbours are not ours
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # for that reason
if PROXIES:  # whoever reaches us without one could write this themselves
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
