"""The first steps of production: the first beheerder, and what an installation still lacks."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import checks
from django.db import connection
from django.urls import reverse

from organisaties.models import Gebruiker, Rol
from samenleven.gezondheid import OK, onderdelen

ZEGT = {
    "databank": "De databank antwoordt niet. Kijk DATABASE_URL na.",
    "migraties": "Er wachten migraties: manage.py migrate.",
    "schijf": "Er is te weinig plaats op de schijf.",
    "dagelijks": "`dagelijks` liep nog niet, of niet meer: zet de timer aan (docs/uitrol.md).",
    "reservekopie": "Er is geen reservekopie van vandaag: zet de timer aan (docs/uitrol.md).",
}


def maak_beheerder(email: str, naam: str) -> Gebruiker:
    """Make a beheerder without a password. Raises ValidationError."""
    wie = Gebruiker(email=Gebruiker.objects.normalize_email(email), naam=naam, rol=Rol.BEHEERDER)
    wie.set_unusable_password()
    wie.full_clean()
    wie.save()
    return wie


def wachtwoordlink(wie: Gebruiker) -> str:
    """Give the address where this person chooses a password; works once, for three days."""
    sleutel = {"uidb36": user_pk_to_url_str(wie), "key": default_token_generator.make_token(wie)}
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=sleutel)


def wat_ontbreekt() -> list[str]:
    """Give, in words, what is still to be done before this installation serves people."""
    uit = [ZEGT[naam] for naam, uitslag in onderdelen().items() if uitslag != OK]
    if not settings.IS_HTTPS:
        uit.append(f"BASE_URL is geen https-adres: {settings.BASE_URL}.")
    if "smtp" not in settings.EMAIL_BACKEND:
        uit.append("Mails vertrekken niet: er is geen mailserver in EMAIL_URL.")
    tabel = settings.CACHES["default"].get("LOCATION", "")
    if tabel and tabel not in connection.introspection.table_names():
        uit.append("De tabel van de cache ontbreekt: manage.py createcachetable.")
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        uit.append("De statische bestanden ontbreken: manage.py collectstatic --noinput.")
    gevonden = checks.run_checks(include_deployment_checks=True)
    ernstig = [m for m in gevonden if m.level >= checks.WARNING and not m.is_silenced()]
    return uit + [f"check --deploy: {m.msg} ({m.id})" for m in ernstig]
