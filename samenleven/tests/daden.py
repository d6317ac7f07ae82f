"""What a process of its own does to an installation (see `huis`): `python -m samenleven.tests.daden WHAT ...`.

Each prints what it did as one line of JSON at its end; what is done for good is printed at once, line by line.
"""

import hashlib
import json
import os
import resource
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from organisaties.models import Gebruiker, Organisatie  # noqa: E402
from speerpunten.keuzes import MeldingToestand, Soort  # noqa: E402
from speerpunten.models import Actie, Bijlage, Gebeurtenis, Melding  # noqa: E402
from speerpunten.onveranderlijk import VAST  # noqa: E402
from speerpunten.services import meldingen as services  # noqa: E402
from speerpunten.services.bijlagen import Bijlagewerk  # noqa: E402
from speerpunten.tests import maak  # noqa: E402
from speerpunten.tests.bestanden import pdf  # noqa: E402
from speerpunten.tests.tegelijk import nieuw  # noqa: E402
from speerpunten.tests.test_bijlagen import bestand  # noqa: E402

ACTIES = 40


def zeg(**wat) -> None:
    sys.stdout.write(json.dumps(wat) + "\n")
    sys.stdout.flush()


def inrichten() -> None:
    """A plan, an organisatie that reports, staff that checks."""
    organisatie = maak.maak_organisatie(naam="Buurtwerk (voorbeeld)", slug="buurtwerk")
    maak.maak_partner(organisatie, email="partner@voorbeeld.test", naam="Partner (voorbeeld)")
    maak.maak_medewerker(email="beleid@voorbeeld.test", naam="Medewerker (voorbeeld)")
    punt = maak.maak_speerpunt()
    for nr in range(ACTIES):
        maak.geef_rol(maak.maak_actie(speerpunt=punt, titel=f"Actie {nr}"), organisatie)
    ronde = maak.maak_ronde(punt.plan)
    maak.maak_rapport(ronde)
    zeg(acties=ACTIES)


def _mensen() -> tuple[Organisatie, Gebruiker, Gebruiker]:
    wie = {gebruiker.email: gebruiker for gebruiker in Gebruiker.objects.all()}
    return Organisatie.objects.get(slug="buurtwerk"), wie["partner@voorbeeld.test"], wie["beleid@voorbeeld.test"]


def _dien_in(actie: Actie, tekst: str, erbij: Bijlagewerk) -> Melding:
    organisatie, partner, _ = _mensen()
    return services.dien_in(melding=nieuw(actie, organisatie, tekst), versie=0, door=partner, bijlagen=erbij)


def schrijven(nummer: str, van: str, seconden: str) -> None:
    """One of `van` writers: report, attach, take away again, accept; acties of its own, until the time is over."""
    _, partner, medewerker = _mensen()
    acties = [actie for actie in Actie.objects.order_by("pk") if actie.pk % int(van) == int(nummer)]
    einde, rondjes = time.monotonic() + float(seconden), 0
    zeg(begonnen=True)
    while time.monotonic() < einde:
        for actie in acties:
            inhoud = pdf(f"% {nummer} {rondjes} {actie.pk}\n".encode())
            melding = _dien_in(actie, f"Ronde {rondjes}.", Bijlagewerk([bestand("verslag.pdf", inhoud)]))
            weg = Bijlagewerk(
                [bestand("later.pdf", pdf(f"% later {nummer} {rondjes}\n".encode()))], [melding.bijlagen.get().pk]
            )
            melding = services.dien_in(melding=melding, versie=melding.versie, door=partner, bijlagen=weg)
            services.aanvaard(melding=melding, versie=melding.versie, door=medewerker)
            rondjes += 1
    zeg(rondjes=rondjes)


def indienen() -> None:
    """Send one melding of every actie, each with a file; tell of each once it is done for good."""
    for actie in Actie.objects.order_by("pk"):
        inhoud = pdf(f"% {actie.pk}\n".encode())
        melding = _dien_in(actie, "Ingediend.", Bijlagewerk([bestand("verslag.pdf", inhoud)]))
        zeg(ingediend=melding.pk)


def aanvaarden() -> None:
    """Accept all that waits, as the page for many does; tell of each once it is done for good."""
    *_, medewerker = _mensen()
    wacht = Melding.objects.filter(toestand=MeldingToestand.INGEDIEND).select_related("actie__speerpunt")
    for melding, waarom in services.aanvaard_vele([(m, m.versie) for m in wacht], door=medewerker):
        zeg(aanvaard=melding.pk, waarom=waarom)


def volle_schijf(hoogstens: str) -> None:
    """Send a melding with a file while no file of more than so many bytes fits on the disk; tell what came of it."""
    veld = Bijlage._meta.get_field("bestand")
    eigenlijk, hard = veld.storage._save, resource.getrlimit(resource.RLIMIT_FSIZE)[1]

    def beperkt(naam, inhoud):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(hoogstens), hard))
        try:
            return eigenlijk(naam, inhoud)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))

    veld.storage._save = beperkt
    uitkomst = "bewaard"
    try:
        erbij = Bijlagewerk([bestand("groot.pdf", pdf(b"%" + b"x" * 100_000 + b"\n"))])
        _dien_in(Actie.objects.order_by("pk")[0], "Met een groot bestand.", erbij)
    except OSError as fout:
        uitkomst = os.strerror(fout.errno)
    zeg(uitkomst=uitkomst)


def nakijken() -> None:
    """Look at everything that must hold, whatever happened; tell how much there is and what is wrong."""
    fout = []
    connection.check_constraints()
    call_command("controleer_rapporten", stdout=sys.stderr)
    for melding in Melding.objects.prefetch_related("gebeurtenissen", "schrijvers"):
        melding.full_clean()
        soorten = [g.soort for g in melding.gebeurtenissen.all()]
        if soorten.count(Soort.AANVAARD) != melding.is_aanvaard or Soort.INGEDIEND not in soorten:
            fout.append(f"melding {melding.pk}: {melding.toestand}, log {soorten}")
        if not melding.schrijvers.all():
            fout.append(f"melding {melding.pk}: niemand schreef ze")
    opslag = Bijlage._meta.get_field("bestand").storage
    alle = Bijlage.objects.all()
    weg = [b.pk for b in alle if not opslag.exists(b.bestand.name) or _som(b) != b.sha256]
    fout += [f"bijlage {pk}: het bestand is er niet, of is anders" for pk in weg]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'vast_%%'")
        else:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgname LIKE 'vast_%%' AND c.relnamespace = current_schema()::regnamespace"
            )
        triggers = cursor.fetchone()[0]
    if triggers < 3 * len(VAST):
        fout.append("de bewaking staat niet")
    zeg(
        fout=fout,
        meldingen=Melding.objects.count(),
        aanvaard=sorted(Melding.objects.filter(toestand=MeldingToestand.AANVAARD).values_list("pk", flat=True)),
        ingediend=sorted(Melding.objects.values_list("pk", flat=True)),
        bijlagen=Bijlage.objects.count(),
        gebeurtenissen=Gebeurtenis.objects.count(),
        triggers=triggers,
    )


def _som(bijlage: Bijlage) -> str:
    with bijlage.bestand.open("rb") as stroom:
        return hashlib.file_digest(stroom, "sha256").hexdigest()


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_")](*sys.argv[2:])
