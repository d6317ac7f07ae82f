"""The story that the tests of two plans share: the real plan, told and reported, and a successor with nine speerpunten.

What everyone saw at the addresses of the old plan is kept three times: before, beside a concept, beside a public plan.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from organisaties.models import Gebruiker
from speerpunten.models import Actie, Beleidsplan, Ronde, Speerpunt
from speerpunten.planbestand.laden import ECHT_PLAN, laad_plan
from speerpunten.services.opvolging import (
    Besluit,
    Speerpuntregel,
    beslis_overgangen,
    maak_opvolger,
    neem_acties_over,
    verdeel_speerpunten,
)
from speerpunten.services.rapporten import zet_recht
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag
from speerpunten.tests.test_rapport_bestanden import tekst_van
from speerpunten.tests.toegang import vingerafdruk

# Nine speerpunten of fourteen: one goes on alone, some merge, one is split over two, two are new, four end.
VERDELING = {1: [1], 2: [2, 3, 4], 3: [5], 4: [5], 5: [6, 7], 6: [8], 7: [9, 10], 8: [], 9: []}
BESTANDEN = (".csv", ".json", ".pdf", ".docx", ".xlsx")
WIE = ("anoniem", "partner", "medewerker")
# What may be added to a page of the old plan, and where; nothing else.
NOTEN = {
    "plan": '<p class="versheid vervolg">.*?</p>',
    "acties": '<details class="uitklap" id="filter-vervolg">.*?</details>',
    "punt": '<section class="sectie tekst vervolg">.*?</section>',
    "verhaal": r'(?: <a href="[^"]*">[^<]*</a> volgt erop\.|<li>Het volgende plan: <a href="[^"]*">[^<]*</a></li>)',
}


def soort_van(adres: str) -> str:
    """Give which note may be added at an address, or ""."""
    pad = adres.partition("?")[0]
    if re.fullmatch(r"/acties/\d+/|/plannen/[^/]+/speerpunten/\d+/", pad):
        return "punt"
    if re.fullmatch(r"/plannen/[^/]+/", pad):
        return "plan"
    if re.fullmatch(r"/api/plannen/[^/]+/(acties/|speerpunten/|acties\.csv)", pad):
        return "api"
    lijst = re.fullmatch(r"/plannen/[^/]+/(acties|verhaal)/", pad)
    return lijst[1] if lijst else ""


def inhoud_van(client: Client, adres: str) -> tuple[int, str]:
    """Give the status and what is read at an address: of a PDF its text, of a book its parts, of a page no token."""
    response = client.get(adres)
    if response.status_code != 200:
        return response.status_code, ""
    ruw = response.getvalue()
    if adres.endswith(".pdf"):
        return response.status_code, tekst_van(ruw)
    if adres.endswith((".docx", ".xlsx")):
        return response.status_code, _delen(ruw)
    tekst = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", ruw.decode())
    return response.status_code, tekst if adres.endswith(".csv") else re.sub(r"\s+", " ", tekst)


def _delen(ruw: bytes) -> str:
    """Give the parts of a book by their hash; not when it was made."""
    with zipfile.ZipFile(io.BytesIO(ruw)) as boek:
        namen = sorted(set(boek.namelist()) - {"docProps/core.xml"})
        return "\n".join(f"{naam} {hashlib.sha256(boek.read(naam)).hexdigest()}" for naam in namen)


def zonder_noot(adres: str, tekst: str) -> tuple[str, int]:
    """Give a page without what may be added to it, and how many of those there were."""
    soort = soort_van(adres)
    if not soort:
        return tekst, 0
    if soort == "api":
        return _zonder_vervolg(tekst)
    over, aantal = re.subn(NOTEN[soort], "", tekst)
    return re.sub(r"\s+", " ", over), aantal


def _zonder_vervolg(tekst: str) -> tuple[str, int]:
    """Give a list of the open data without what follows on each row, and 1 if that stood somewhere."""
    if tekst.startswith("{"):
        rijen = json.loads(tekst)["resultaten"]
    else:
        rijen = list(csv.DictReader(io.StringIO(tekst, newline=""), delimiter=";"))
    verder = [rij.pop(naam) for rij in rijen for naam in sorted(rij) if naam.startswith(("vervolgen", "overgang"))]
    return json.dumps(rijen), int(any(verder))


@dataclass
class Verhaal:
    """Both plans, who looks at them, and what they saw: (wie, adres) -> (status, content)."""

    oud: Beleidsplan
    nieuw: Beleidsplan
    ronde: Ronde  # its report is definitive
    mensen: dict[str, Gebruiker | AnonymousUser]
    clients: dict[str, Client]
    verborgen: Actie  # of the old plan, not public; what continues it is public
    adressen: dict[str, list[str]]  # who -> where they look; anoniem: everywhere
    rijen: dict  # every row of the database before there was a successor
    voor: dict = field(default_factory=dict)
    concept: dict = field(default_factory=dict)
    na: dict = field(default_factory=dict)

    def kijk(self) -> dict[tuple[str, str], tuple[int, str]]:
        """Give what everyone sees at their addresses."""
        return {(wie, adres): inhoud_van(self.clients[wie], adres) for wie in WIE for adres in self.adressen[wie]}


def vertel() -> Verhaal:
    """Play the whole story; everything happens by the services."""
    laad_plan(ECHT_PLAN)
    oud = Beleidsplan.objects.get()
    organisatie = maak.maak_organisatie(naam="Buurtwerk (voorbeeld)")
    acties = list(Actie.objects.in_plan(oud).op_code())
    verborgen = maak.maak_actie(speerpunt=acties[0].speerpunt, nummer=90, titel="Besloten (voorbeeld)", openbaar=False)
    for actie in (verborgen, *acties[:2]):
        maak.geef_rol(actie, organisatie, "partner")
    ronde = _meld(oud, acties)
    mensen = {"partner": maak.maak_partner(organisatie), "medewerker": maak.maak_medewerker()}
    clients = {"anoniem": Client()} | {wie: Client() for wie in mensen}
    for wie, mens in mensen.items():
        clients[wie].force_login(mens)
    mensen["anoniem"] = AnonymousUser()
    adressen = _adressen(oud, ronde, verborgen)
    verhaal = Verhaal(oud, Beleidsplan(), ronde, mensen, clients, verborgen, adressen, vingerafdruk())
    verhaal.voor = verhaal.kijk()
    verhaal.nieuw = maak_vervolg(oud)
    verhaal.concept = {("anoniem", adres): inhoud_van(clients["anoniem"], adres) for adres in adressen["partner"]}
    Beleidsplan.objects.filter(pk=verhaal.nieuw.pk).update(openbaar=True)
    verhaal.nieuw.refresh_from_db()
    Actie.objects.filter(vervolg_op=verborgen).update(openbaar=True)
    verhaal.na = verhaal.kijk()
    return verhaal


def _meld(oud: Beleidsplan, acties: list[Actie]) -> Ronde:
    """Say how several acties stand, several times; give the ronde whose report is definitive and put right."""
    dagen = dict.fromkeys(("opent", "deadline", "sluit"), dag("2026-01-31"))
    jaar = {"van": dag("2025-01-01"), "tot": dag("2025-12-31")}
    ronde = maak.maak_ronde(oud, slug="eind", naam="Eindronde (voorbeeld)", eindronde=True, **jaar, **dagen)
    for nr, actie in enumerate(acties[:12]):
        maak.maak_melding(actie, peildatum=dag("2024-06-30"))
        status = ("uitgevoerd", "in_uitvoering", "stopgezet")[nr % 3]
        reden = {"reden": "Geen plaats (voorbeeld)."} if status == "stopgezet" else {}
        stand = maak.maak_melding(actie, peildatum=dag("2025-06-30"), status=status, ronde=ronde, **reden)
        if nr == 1:
            over = {"peildatum": dag("2025-06-30"), "vervangt": stand, "correctie_reden": "Verschreven (voorbeeld)."}
            maak.maak_melding(actie, **over)
        maak.maak_mijlpaal(actie)
    rapport = maak.maak_rapport(ronde)
    zet_recht(rapport=rapport, stond="Tien.", wordt="Elf.", reden="Geteld.", door=maak.maak_beheerder())
    nu = maak.maak_ronde(oud, slug="open", tot=dag("2025-12-31"), van=dag("2025-07-01"))
    for actie in acties[3:6]:
        maak.maak_melding(actie, peildatum=dag("2025-12-31"), ronde=nu, toestand="ingediend")
    return ronde


def _adressen(oud: Beleidsplan, ronde: Ronde, verborgen: Actie) -> dict[str, list[str]]:
    """Give the addresses of the plan for the public; for the others some of each kind, and what only they see."""
    basis = oud.get_absolute_url()
    vast = ("", "?op=2024-12-31", "acties/", "acties.csv", "matrix/", "tijdlijn/", "wijzigingen/", "verhaal/")
    vast += ("wijzigingen/?van=2024-01-01&tot=2025-12-31", "rapporten/", f"rapporten/{ronde.slug}/")
    vast = [basis + deel for deel in vast]
    overal = ("acties.xlsx", "plan.xlsx", "wijzigingen/feed.atom", "zoeken/?q=taal", "agenda.ics")
    overal = [basis + deel for deel in overal] + [f"{basis}rapporten/{ronde.slug}{soort}" for soort in BESTANDEN]
    overal += [f"/api{basis}{deel}" for deel in ("acties/", "speerpunten/", "standen.csv", "acties.csv")]
    punten = [punt.get_absolute_url() for punt in oud.speerpunten.order_by("nummer")]
    acties = [actie.get_absolute_url() for actie in Actie.objects.in_plan(oud).filter(openbaar=True).op_code()]
    deel = [*vast, *(punten[nr - 1] for nr in (1, 3, 5, 14)), *acties[:8:2], verborgen.get_absolute_url()]
    werk = [f"{basis}rondes/", ronde.get_absolute_url(), f"{basis}rapporten/{ronde.slug}.json"]
    return {
        "anoniem": list(dict.fromkeys([*deel, *overal, *punten, *acties])),
        "partner": deel,
        "medewerker": deel + werk,
    }


def maak_vervolg(oud: Beleidsplan) -> Beleidsplan:
    """Make the successor of `VERDELING`: every seventh actie is not decided yet, every fifth moves."""
    door = maak.maak_beheerder()
    plan = maak_opvolger(
        plan=oud, naam="Volgend plan (voorbeeld)", slug="volgend", van=dt.date(2026, 1, 1), tot=dt.date(2029, 12, 31),
        door=door,
    )  # fmt: skip
    punten = {punt.nummer: punt for punt in oud.speerpunten.all()}
    regels = [
        Speerpuntregel(nr, f"Speerpunt {nr} (voorbeeld)", vervolg_op=[punten[een] for een in bronnen])
        for nr, bronnen in VERDELING.items()
    ]
    verdeel_speerpunten(plan=plan, regels=regels, door=door)
    naar = {punt.nummer: punt for punt in plan.speerpunten.all()}
    beslis_overgangen(plan=plan, besluiten=_besluiten(oud, naar), door=door)
    neem_acties_over(plan=plan, door=door)
    maak.maak_actie(speerpunt=naar[9], nummer=1, titel="Nieuwe actie (voorbeeld)")
    return plan


def _besluiten(oud: Beleidsplan, naar: dict[int, Speerpunt]) -> list[Besluit]:
    thuis = {bron: nr for nr, bronnen in reversed(VERDELING.items()) for bron in bronnen}
    uit = []
    for nr, actie in enumerate(Actie.objects.in_plan(oud).telbaar().select_related("speerpunt").op_code()):
        bestemming = thuis.get(actie.speerpunt.nummer)
        if nr % 7 == 0:
            continue
        if bestemming is None:
            uit.append(Besluit(actie, "stopt", reden="Afgerond (voorbeeld)."))
        elif nr % 5 == 0:
            uit.append(Besluit(actie, "verhuist", naar[8], "Past daar beter (voorbeeld)."))
        else:
            uit.append(Besluit(actie, "loopt_door", naar[bestemming]))
    return uit
