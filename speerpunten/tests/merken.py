"""A stage on which every secret text carries a mark: who finds a mark that is not theirs, found a leak.

A mark is a word that nobody guesses, one for each class of secrecy (design, section 5). `MAG` says by hand who may read
which class.
"""

import datetime as dt
import hashlib
import io
import re
import zipfile
import zlib
from html import unescape

from django.db import models
from django.test import Client
from django.utils import timezone

from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handelingsoort, Organisatie
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Actie, Beleidsplan, Dagrun, Gebeurtenis, Import, Melding, Post, Ronde, Uitstel
from speerpunten.models.melding import INHOUD
from speerpunten.services.acties import verplaats_actie
from speerpunten.services.rapporten import schrijf_teksten
from speerpunten.tests import maak
from speerpunten.tests.bestanden import pdf
from speerpunten.tests.test_rapport_bestanden import tekst_van
from speerpunten.tests.toneel import Toneel, zet_op
from speerpunten.uitwisseling.overnemen import maak_import

STAF = {"medewerker", "beheerder"}
BUURTWERK = STAF | {"partner", "link"}
TAALHUIS = STAF | {"ander"}
IEDEREEN = STAF | {"anoniem", "lezer", "partner", "ander", "oudlid", "inactief", "niemand", "link"}
# Class of secrecy -> who may read it.
MAG = {
    "openbaar": IEDEREEN,
    "besloten": BUURTWERK | {"lezer"},  # an actie that is not public, and all that hangs on it
    "dicht": STAF | {"partner", "lezer"},  # a plan that is not public; the link leads to other acties
    "dicht_van_schaduw": STAF | {"lezer"},  # an actie in it of another organisatie
    "schaduw": BUURTWERK | {"lezer"},  # an organisatie that only stands at the hidden actie
    "concept_buurtwerk": BUURTWERK,  # what is not accepted
    "concept_taalhuis": TAALHUIS,
    "bestuur": STAF,  # what staff say for the administration
    "nodig_buurtwerk": BUURTWERK | {"lezer"},
    "nodig_taalhuis": TAALHUIS | {"lezer"},
    "opmerking_buurtwerk": BUURTWERK,
    "opmerking_taalhuis": TAALHUIS,
    "log_buurtwerk": BUURTWERK,
    "log_taalhuis": TAALHUIS,
    "mens_buurtwerk": BUURTWERK,
    "mens_taalhuis": TAALHUIS,
    "mens_staf": STAF,
    "mens_contact": BUURTWERK | TAALHUIS,  # the VGC contact of an actie
    "mens_los": STAF,
    "doorgave": BUURTWERK,
    "doorgave_schaduw": STAF,
    "uitstel": BUURTWERK,
    "import": STAF,
    "rapporttekst": STAF,
    "bijlage_melding": BUURTWERK,
    "bijlage_actie": BUURTWERK | TAALHUIS,
    "post": {"beheerder"},
    "dagrun": {"beheerder"},
    "handeling": {"beheerder"},
}


def merk(klasse: str) -> str:
    """Give the word of a class; the same in every run, so that a failure can be looked for."""
    return "zq" + hashlib.sha256(klasse.encode()).hexdigest()[:10]


MERKEN = {merk(klasse): klasse for klasse in MAG}


VAST = {"password", "kbo", "zoektekst"}  # has a form of its own, or follows from other texts


def plant(rij: models.Model, klasse: str) -> None:
    """Put the mark of a class in every free text of a row, and save it with its history."""
    woord = merk(klasse)
    for veld in rij._meta.concrete_fields:
        vrij = isinstance(veld, models.CharField | models.TextField) and not veld.choices
        vast = not veld.editable or isinstance(veld, models.SlugField) or veld.name in VAST
        if not vrij or vast:
            continue
        if isinstance(veld, models.URLField):
            setattr(rij, veld.name, f"https://voorbeeld.test/{woord}")
        elif isinstance(veld, models.EmailField):
            setattr(rij, veld.name, f"{woord}.{rij.pk}@voorbeeld.test")
        else:
            setattr(rij, veld.name, f"{woord} {veld.name}"[: veld.max_length])
    rij.save()


def teksten(klasse: str, **over: str) -> dict[str, str]:
    """Give the texts of a melding, each with the mark of a class."""
    velden = ("toelichting", "reden", "volgende_stappen", "nodig", "opmerking_voor_vgc", "bereikt_resultaat")
    return {veld: f"{merk(klasse)} {veld}" for veld in velden} | over


def zet_gemerkt_op() -> Toneel:
    """Give the stage of the matrix, with marks; the other partner takes part in the public actie as well."""
    toneel = zet_op()
    acties = {naam: Actie.objects.get(pk=toneel.plek[naam]) for naam in ("publiek", "besloten", "in_dicht")}
    wie = {slug: Organisatie.objects.get(slug=slug) for slug in ("buurtwerk", "taalhuis", "schaduw")}
    maak.geef_rol(acties["publiek"], wie["taalhuis"], "uitvoerder")
    _mensen(wie)
    _open_plan(acties["publiek"], wie)
    _besloten(acties["besloten"], wie)
    _dicht(acties["in_dicht"], wie)
    toneel.plek["invoer"] = _werk(acties["publiek"].speerpunt.plan, wie).pk
    for slug in ("open", "dicht"):
        _bevroren(Beleidsplan.objects.get(slug=slug))
    return toneel


def _mensen(wie: dict[str, Organisatie]) -> None:
    maak.maak_partner(wie["taalhuis"], email="tineke@voorbeeld.test")
    maak.maak_gebruiker(email="los@voorbeeld.test")
    klassen = {
        "schrijver@voorbeeld.test": "mens_buurtwerk",
        "tineke@voorbeeld.test": "mens_taalhuis",
        "nakijker@voorbeeld.test": "mens_staf",
        "contact@voorbeeld.test": "mens_contact",
        "inactief@voorbeeld.test": "mens_buurtwerk",  # of which it still is a contact person
        "los@voorbeeld.test": "mens_los",
    }
    for adres, klasse in klassen.items():
        plant(Gebruiker.objects.get(email=adres), klasse)


def _mens(klasse: str) -> Gebruiker:
    return Gebruiker.objects.get(naam__startswith=merk(klasse), is_active=True)


def _open_plan(actie: Actie, wie: dict[str, Organisatie]) -> None:
    """What two organisaties said about one public actie: accepted, and on the way."""
    van = {"buurtwerk": _mens("mens_buurtwerk"), "taalhuis": _mens("mens_taalhuis")}
    nakijker = _mens("mens_staf")
    for slug, indiener in van.items():
        kern = {"organisatie": wie[slug], "indiener": indiener}
        openbaar = teksten("openbaar", nodig=merk(f"nodig_{slug}"), opmerking_voor_vgc=merk(f"opmerking_{slug}"))
        aanvaard = maak.maak_melding(actie, toestand="ingediend", **kern, **openbaar)
        if slug == "buurtwerk":
            plant_bijlage(aanvaard, "bijlage_melding")
        aanvaard.toestand, aanvaard.aanvaard_door, aanvaard.aanvaard_op = "aanvaard", nakijker, timezone.now()
        aanvaard.save()
        for toestand in ("ingediend", "teruggestuurd"):
            melding = maak.maak_melding(actie, toestand=toestand, **kern, **teksten(f"concept_{slug}"))
            plant_bijlage(melding, f"concept_{slug}")
            _log(melding, f"log_{slug}", indiener, nakijker)
        _log(aanvaard, f"log_{slug}", indiener, nakijker)
        concept = {"toestand": MeldingToestand.CONCEPT, "organisatie": wie[slug]}
        maak.maak_melding(actie, **concept, **teksten(f"concept_{slug}"))
    maak.maak_melding(actie, toestand="ingediend", indiener=nakijker, **teksten("bestuur"))
    plant_bijlage(actie, "bijlage_actie")


def plant_bijlage(bij: Melding | Actie, klasse: str) -> None:
    maak.maak_bijlage(bij, f"{merk(klasse)}.pdf", inhoud=pdf(b"% " + merk(klasse).encode() + b"\n"))


def _log(melding: Melding, klasse: str, indiener: Gebruiker, nakijker: Gebruiker) -> None:
    inhoud = {veld: str(getattr(melding, veld)) for veld in INHOUD} | {"toelichting": merk(klasse), "versie": 1}
    Gebeurtenis.objects.create(melding=melding, soort="ingediend", door=indiener, inhoud=inhoud)
    terug = {"soort": "teruggestuurd", "door": nakijker, "reden": merk(klasse)}
    Gebeurtenis.objects.create(melding=melding, inhoud={"tegen": "2024-01-01"}, **terug)


def _besloten(actie: Actie, wie: dict[str, Organisatie]) -> None:
    plant(actie, "besloten")
    plant(wie["schaduw"], "schaduw")
    verplaats_actie(
        actie=actie,
        naar=actie.speerpunt.plan.speerpunten.get(nummer=2),
        reden=merk("besloten"),
        door=_mens("mens_staf"),
    )
    velden = teksten("besloten", nodig=merk("nodig_buurtwerk"), opmerking_voor_vgc=merk("opmerking_buurtwerk"))
    _hang_aan(actie, "besloten")
    maak.maak_melding(
        actie, organisatie=wie["buurtwerk"], peildatum=dt.date(2023, 7, 1), nakijker=_mens("mens_staf"), **velden
    )


def _hang_aan(actie: Actie, klasse: str) -> None:
    """Hang on an actie what can hang on it, with the mark of its class."""
    plant(maak.maak_mijlpaal(actie), klasse)
    indicator = maak.maak_indicator(actie)
    plant(indicator, klasse)
    maak.maak_meting(indicator, 12, door=_mens("mens_staf"))
    van = {
        "organisatie": Organisatie.objects.get(slug="buurtwerk"),
        "financier": Organisatie.objects.get(slug="schaduw"),
    }
    plant(maak.maak_subsidie(actie=actie, **van), klasse)
    maak.maak_bijlage(actie, f"{merk(klasse)}.pdf", openbaar=True)


def _dicht(actie: Actie, wie: dict[str, Organisatie]) -> None:
    plan = actie.speerpunt.plan
    for rij in (plan, actie.speerpunt, actie, Ronde.objects.get(plan=plan, slug="ronde")):
        plant(rij, "dicht")
    plant(maak.maak_indicator(actie.speerpunt), "dicht")
    _hang_aan(actie, "dicht")
    maak.maak_melding(actie, organisatie=wie["buurtwerk"], nakijker=_mens("mens_staf"), **_alleen("dicht"))
    hunne = maak.maak_actie(speerpunt=actie.speerpunt)
    maak.geef_rol(hunne, wie["schaduw"])
    plant(hunne, "dicht_van_schaduw")
    maak.maak_melding(hunne, organisatie=wie["schaduw"], nakijker=_mens("mens_staf"), **_alleen("dicht_van_schaduw"))


def _alleen(klasse: str) -> dict[str, str]:
    """Give the texts of an accepted melding; `nodig` and the opmerking have classes of their own."""
    return teksten(klasse, nodig="", opmerking_voor_vgc="")


def _werk(plan: Beleidsplan, wie: dict[str, Organisatie]) -> Import:
    """Make what staff and the machine keep; give the import."""
    nakijker, schrijver = _mens("mens_staf"), _mens("mens_buurtwerk")
    plant(maak.maak_doorgave(wie["buurtwerk"], schrijver), "doorgave")
    plant(maak.maak_doorgave(wie["schaduw"], schrijver), "doorgave_schaduw")
    inhoud = f"titel;speerpunt\n{merk('import')};1\n".encode()
    invoer = maak_import(plan=plan, naam=f"{merk('import')}.csv", inhoud=inhoud, door=nakijker)
    ronde = plan.rondes.get(slug="ronde")
    schrijf_teksten(ronde=ronde, teksten={("inleiding", None): (merk("rapporttekst"), 0)}, door=nakijker)
    lopend = maak.maak_ronde(plan, slug="lopend", naam="Lopende ronde")
    for waar in (ronde, lopend):
        later = waar.sluit + dt.timedelta(days=9)
        Uitstel.objects.create(
            ronde=waar, organisatie=wie["buurtwerk"], dag=later, reden=merk("uitstel"), door=nakijker
        )
    post = Post.objects.create(aan=schrijver, adres=schrijver.email, soort="opening", over="x", voor_dag=lopend.opent)
    plant(post, "post")
    plant(Dagrun.objects.create(), "dagrun")
    leg_vast(Handelingsoort.UITVOER, door=nakijker, bestand=merk("handeling"))
    return invoer


def _bevroren(plan: Beleidsplan) -> None:
    """Make a definitive report of everything above."""
    jaar = {"van": dt.date(2023, 1, 1), "tot": dt.date(2023, 12, 31)}
    dagen = dict.fromkeys(("opent", "deadline", "sluit"), dt.date(2024, 1, 31))
    maak.maak_rapport(maak.maak_ronde(plan, slug="bevroren", naam="Bevroren", **jaar, **dagen))


# --- what is found


def alles_uit(response) -> str:
    """Give everything that an answer says: headers, cookies and body, whatever its format."""
    ruw = response.getvalue()
    koppen = " ".join(f"{naam}: {waarde}" for naam, waarde in response.items())
    koekjes = " ".join(str(koekje) for koekje in response.cookies.values())
    return "\n".join([koppen, koekjes, *_lagen(ruw)])


def _lagen(ruw: bytes) -> list[str]:
    """Give the text of a file, and of what is packed in it."""
    uit = [unescape(ruw.decode(errors="replace"))]
    if ruw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(ruw)) as pak:
            for naam in pak.namelist():
                uit += _lagen(pak.read(naam))
    if ruw.startswith(b"%PDF") and b"/ToUnicode" in ruw + _uitgepakt(ruw):
        uit.append(re.sub(r"\s|\xad|-", "", tekst_van(ruw)))
    return uit


def _uitgepakt(ruw: bytes) -> bytes:
    uit = []
    for stuk in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", ruw, re.DOTALL):
        try:
            uit.append(zlib.decompress(stuk))
        except zlib.error:
            continue
    return b"".join(uit)


def gevonden(response) -> set[str]:
    """Give the classes of which a mark stands in an answer; a file can be read only once."""
    return klassen_in(alles_uit(response))


def klassen_in(tekst: str) -> set[str]:
    """Give the classes of which a mark stands in a text (from `alles_uit`)."""
    return {MERKEN[woord] for woord in re.findall("|".join(MERKEN), tekst.lower())}


def te_veel(klassen: set[str], wie: str) -> set[str]:
    """Keep the classes that this persona may not read."""
    return {klasse for klasse in klassen if wie not in MAG[klasse]}


def clients(toneel: Toneel) -> dict[str, Client]:
    return toneel.wie | toneel.naast | {"link": toneel.via_link()}
