"""Every setting, typed and from the environment. Closed by default: no DEBUG, no default secret.

`.env.example` lists every variable that is read here.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from samenleven import VERSIE as PROGRAMMAVERSIE
from samenleven.geheimen import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()  # a variable NAME may also stand in a file: NAME_FILE
env.read_env(BASE_DIR / ".env")  # what stands in the real environment wins

# --- What kind of installation is this? ------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # former keys: what they signed still works
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
_adres = urlsplit(BASE_URL)
IS_HTTPS = _adres.scheme == "https"
ACHTER_PROXY = env.bool("ACHTER_PROXY", default=False)  # only then are the headers of a proxy believed
AANTAL_PROXIES = env.int("AANTAL_PROXIES", default=1)  # each adds one address to X-Forwarded-For
DEMO_MODUS = env.bool("DEMO_MODUS", default=False)
DEMO_WACHTWOORD = "samenleven-demo"  # published in the README; only ever used in demo mode
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

if DEMO_MODUS:
    ALLOWED_HOSTS = LOOPBACK_HOSTS
else:
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_adres.hostname or "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Rooms ------------------------------------------------------------------------------
INSTALLED_APPS = [
    "samenleven.apps.SamenlevenAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "samenleven.apps.SamenlevenConfig",
    "organisaties",
    "speerpunten",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "simple_history",
]

MIDDLEWARE = [
    "samenleven.verzoek.VerzoekMiddleware",
    "samenleven.toegangslog.ToegangslogMiddleware",
    "csp.middleware.CSPMiddleware",
    "samenleven.koppen.KoppenMiddleware",
    "samenleven.gezondheid.GezondheidMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "speerpunten.opendata.deur.OpendataMiddleware",
    "samenleven.koppen.BewaringMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "samenleven.grenzen.GrenzenMiddleware",
    "samenleven.onderbroken.GeenLegePaginaMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "speerpunten.linksessie.LinksessieMiddleware",
    "samenleven.limiet.LimietMiddleware",
    "samenleven.tweede_stap.TweedeStapMiddleware",
    "samenleven.onderbroken.AanmeldenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "organisaties.handelingen.GeblokkeerdMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "samenleven.urls"
WSGI_APPLICATION = "samenleven.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "samenleven.sjablonen.Sjablonen",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["organisaties.templatetags.dagen"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samenleven.context.installatie",
                "speerpunten.context.navigatie",
            ],
        },
    },
]
FORM_RENDERER = "samenleven.formulieren.SamenlevenRenderer"

# --- Data -------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if _wachtwoord := env.str("DATABASE_PASSWORD", default=""):
    DATABASES["default"]["PASSWORD"] = _wachtwoord
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing: a transaction takes the write lock when it begins.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,  # seconds; else a page waits for ever
    } | DATABASES["default"].get("OPTIONS", {})
    if env.bool("PREPARED_STATEMENTS", default=True):
        # The queries of `organisaties.voorbereid` are planned once for each connection, for whatever values.
        DATABASES["default"]["OPTIONS"] = {
            "prepare_threshold": 0,
            "options": "-c plan_cache_mode=force_generic_plan",
        } | DATABASES["default"]["OPTIONS"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "samenleven_cache",
        # Limits on tries stand here: a small cache would forget them for whoever fills it.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# --- People -----------------------------------------------------------------------------
AUTH_USER_MODEL = "organisaties.Gebruiker"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "organisaties.wachtwoorden.LengteValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "mijn"
LOGOUT_REDIRECT_URL = "start"
SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds

# --- Accounts (docs/adr/0020-accounts.md) -------------------------------------------------
TWEEDE_STAP_VERPLICHT = env.bool("TWEEDE_STAP_VERPLICHT", default=not DEMO_MODUS)  # for staff
ACCOUNTPOST_NAAST_VERZOEK = True  # mail in a thread: the time of an answer tells nobody who has an account
ALLAUTH_TRUSTED_PROXY_COUNT = AANTAL_PROXIES if ACHTER_PROXY else 0
ACCOUNT_ADAPTER = "organisaties.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "start"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "organisaties.accounts.formulieren.AanmeldForm",
    "reauthenticate": "organisaties.accounts.formulieren.BevestigForm",
    "reset_password": "organisaties.accounts.formulieren.WachtwoordVergetenForm",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("BEVESTIGING_GELDT", default=600)  # seconds
ACCOUNT_RATE_LIMITS = {
    "login": env.str("LIMIET_AANMELDEN", default="60/m/ip"),
    "login_failed": env.str("LIMIET_MISLUKT", default="20/m/ip,5/300s/key"),
    "reset_password": env.str("LIMIET_VERGETEN", default="20/m/ip,5/m/key"),
    "manage_email": env.str("LIMIET_EMAIL", default="5/h/user"),
    "reauthenticate": env.str("LIMIET_BEVESTIGEN", default="10/m/user"),
}
MFA_ADAPTER = "organisaties.accounts.adapter.TweedeStapAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts come from the bestuur, with an address that it knows
MFA_FORMS = {
    "authenticate": "organisaties.accounts.formulieren.TweedeStapForm",
    "authenticate_webauthn": "organisaties.accounts.sleutelformulieren.SleutelForm",
    "reauthenticate": "organisaties.accounts.formulieren.BevestigMetCodeForm",
    "reauthenticate_webauthn": "organisaties.accounts.sleutelformulieren.BevestigMetSleutelForm",
    "activate_totp": "organisaties.accounts.formulieren.AppForm",
    "add_webauthn": "organisaties.accounts.sleutelformulieren.NieuweSleutelForm",
    "edit_webauthn": "organisaties.accounts.sleutelformulieren.SleutelnaamForm",
    "login_webauthn": "organisaties.accounts.sleutelformulieren.SleutelAanmeldForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": env.str("LIMIET_SLEUTEL", default="20/m/ip")}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Samenleven"
MFA_TOTP_TOLERANCE = 1  # steps of the clock on either side
# A browser takes http only from this machine itself; allauth would take any origin with it.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO_MODUS and not IS_HTTPS and _adres.hostname in LOOPBACK_HOSTS

# --- Persons: invitations, and how long what is kept (docs/adr/0022-mensen-en-gegevens.md); all in days --------------
UITNODIGING_DAGEN = env.int("UITNODIGING_DAGEN", default=14)
BEWAAR_POSTTEKST = env.int("BEWAAR_POSTTEKST", default=730)  # then who, which kind and when stay
BEWAAR_DAGRUN = env.int("BEWAAR_DAGRUN", default=400)
BEWAAR_LINK = env.int("BEWAAR_LINK", default=400)  # addresses of safe links, rows of invitations
BEWAAR_LINKAANVRAAG = env.int("BEWAAR_LINKAANVRAAG", default=30)
BEWAAR_IMPORTBESTAND = env.int("BEWAAR_IMPORTBESTAND", default=730)
BEWAAR_HANDELING = env.int("BEWAAR_HANDELING", default=5 * 366)

# --- Language and time ------------------------------------------------------------------
LANGUAGE_CODE = "nl-be"
LANGUAGES = [("nl-be", "Nederlands (België)")]
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["samenleven.formats"]

# --- Static files -----------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    *Compressor.SKIP_COMPRESS_EXTENSIONS,
    "ttf",
]  # of the PDF: no browser asks
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "samenleven.statisch.Opslag"},
}

# --- Attachments ------------------------------------------------------------------------
# Outside the web root: no web server hands them out, only the view that checks who asks (docs/adr/0014-bijlagen.md).
BESTANDEN = Path(env.str("BESTANDEN", default=str(BASE_DIR / "bestanden"))).absolute()

# --- Operations: backups and logs (docs/uitrol.md) ----------------------------------------
RESERVEKOPIE = Path(env.str("RESERVEKOPIE", default=str(BASE_DIR / "reservekopie"))).absolute()
RESERVEKOPIE_DAGEN = env.int("RESERVEKOPIE_DAGEN", default=14)  # all of them; then the last of a week, of a month
RESERVEKOPIE_WEKEN = env.int("RESERVEKOPIE_WEKEN", default=8)
RESERVEKOPIE_MAANDEN = env.int("RESERVEKOPIE_MAANDEN", default=12)
PG_BIN = env.str("PG_BIN", default="")  # where pg_dump of the server's version is; empty: the usual places
LOG_VORM = env.str("LOG_VORM", default="tekst" if DEMO_MODUS or DEBUG else "json")
TOEGANGSLOG = env.bool("TOEGANGSLOG", default=LOG_VORM == "json")  # a line for every request
MIN_SCHIJF = env.int("MIN_SCHIJF", default=1024)  # MiB that must be free for /gezondheid/

# --- Shell ------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],  # Designsystemet draws its icons as data: images
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": IS_HTTPS,
    }
}
SECURE_SSL_REDIRECT = IS_HTTPS and env.bool("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ACHTER_PROXY else None
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDEN", default=31_536_000 if IS_HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
_voor = "__Host-" if IS_HTTPS else ""  # a browser then takes the cookie only from this host, over https
SESSION_COOKIE_NAME = f"{_voor}samenleven_sessie"
CSRF_COOKIE_NAME = f"{_voor}samenleven_csrf"
X_FRAME_OPTIONS = "DENY"
DEFAULT_EXCEPTION_REPORTER_FILTER = "samenleven.geheimen.Verbergfilter"
CSRF_FAILURE_VIEW = "samenleven.onderbroken.csrf_mislukt"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes
MAX_VERZOEK = 112 * 1024 * 1024  # bytes of one request: ten attachments of 10 MB and a form; more is not read
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a partner with hundreds of acties answers them on one page
MAX_ADRES = 16_000  # characters of path and query; a server before us usually takes less
MAX_PARAMETERS = 300  # of a query
LIMIETEN = {  # for who is not logged in, per address: docs/adr/0024-shell.md
    "zoeken": env.str("LIMIET_ZOEKEN", default="120/m"),
    "uitvoer": env.str("LIMIET_UITVOER", default="30/m"),
}

# --- Who stands behind it ---------------------------------------------------------------
# What the legal pages say; empty: they say that it is not filled in yet, and `check --deploy` warns.
UITGEVER = env.str("UITGEVER", default="Bestuur van het voorbeeldplan (voorbeeld)" if DEMO_MODUS else "")
UITGEVER_ADRES = env.str("UITGEVER_ADRES", default="Straat 1, 1000 Brussel (voorbeeld)" if DEMO_MODUS else "")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="samenleven@voorbeeld.test" if DEMO_MODUS else "")
CONTACT_TOEGANKELIJKHEID = env.str("CONTACT_TOEGANKELIJKHEID", default=CONTACT_EMAIL)
CONTACT_PRIVACY = env.str("CONTACT_PRIVACY", default=CONTACT_EMAIL)
CONTACT_VEILIGHEID = env.str("CONTACT_VEILIGHEID", default=CONTACT_EMAIL)
HANDHAVING = env.str("HANDHAVING", default="Ombudsdienst (voorbeeld)" if DEMO_MODUS else "")
HANDHAVING_URL = env.str("HANDHAVING_URL", default="https://ombudsdienst.voorbeeld.test/" if DEMO_MODUS else "")
BRONCODE = env.str("BRONCODE", default="")
VERSIE = env.str("VERSIE", default=PROGRAMMAVERSIE)

# --- Open data (docs/opendata.md) ----------------------------------------------------------
# The body chooses under which licence; an empty name: the open data says that none was chosen.
OPENDATA_LICENTIE_NAAM = env.str("OPENDATA_LICENTIE_NAAM", default="Modellicentie Gratis Hergebruik - Vlaanderen v1.0")
OPENDATA_LICENTIE_URL = env.str(
    "OPENDATA_LICENTIE_URL",
    default="https://data.vlaanderen.be/doc/licentie/modellicentie-gratis-hergebruik/v1.0",
)

# --- Mail -------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_WACHTTIJD", default=20)  # seconds for each answer of the mail server
POST_METEEN = env.bool("POST_METEEN", default=True)  # send after an act; else only `dagelijks` does
DEFAULT_FROM_EMAIL = env.str("AFZENDER", default="Samenleven <noreply@localhost>")

# --- OpenID Connect ---------------------------------------------------------------------
# Off unless OIDC_SERVER names a provider (docs/oidc.md).
OIDC_SERVER = env.str("OIDC_SERVER", default="")  # its issuer, or the address of its discovery document
OIDC_AAN = bool(OIDC_SERVER)
OIDC_NAAM = env.str("OIDC_NAAM", default="OpenID Connect")  # on the button
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_CLIENT_AUTH = env.str("OIDC_CLIENT_AUTH", default="")  # client_secret_basic, client_secret_post; empty: it says
OIDC_SCOPES = env.list("OIDC_SCOPES", default=["openid", "profile", "email"])
OIDC_CLAIM_KBO = env.str("OIDC_CLAIM_KBO", default="")  # the claim with the organisatie's KBO number
OIDC_MAAK_LID = env.bool("OIDC_MAAK_LID", default=False)  # let that claim make a contact person
OIDC_TELT_ALS_TWEEDE_STAP = env.bool("OIDC_TELT_ALS_TWEEDE_STAP", default=False)
OIDC_WACHTTIJD = env.int("OIDC_WACHTTIJD", default=5)  # seconds for each answer
SOCIALACCOUNT_ADAPTER = "organisaties.oidc.adapter.SocialAccountAdapter"
if OIDC_AAN:
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")
    # A browser judges also the redirects after a form.
    _oidc = urlsplit(OIDC_SERVER)
    _herkomst = env.list("OIDC_HERKOMST", default=[])  # other origins over which the provider leads
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [f"{_oidc.scheme}://{_oidc.netloc}", *_herkomst]

# --- Logging ----------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "kort": {"()": "samenleven.logboek.KorteWeigering"},
        "zonder_token": {"()": "samenleven.logboek.ZonderToken"},
    },
    "formatters": {
        "tekst": {"format": "%(message)s"},
        "json": {"()": "samenleven.logboek.JsonVorm", "verzoek": "ext://samenleven.verzoek.huidig"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["kort", "zonder_token"], "formatter": LOG_VORM}
    },
    "loggers": {
        "samenleven.toegang": {"level": "INFO" if TOEGANGSLOG else "WARNING"},
        # Django's own handlers would tell everything twice, and mail it to nobody.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

SIMPLE_HISTORY_REVERT_DISABLED = True

if DEBUG and not set(ALLOWED_HOSTS) <= set(LOOPBACK_HOSTS):
    raise ImproperlyConfigured("DEBUG mag alleen aan op deze computer zelf (127.0.0.1, localhost).")
