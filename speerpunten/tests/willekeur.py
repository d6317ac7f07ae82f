"""Plans made up by chance, and a naive count of them in plain Python: what the overview must say."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from hypothesis import strategies as st

from organisaties.models import Gebruiker, Organisatie
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Melding, Mijlpaal, Ronde, Speerpunt
from speerpunten.services.acties import verplaats_actie
from speerpunten.tests.kijk import dag

VAN, TOT = dag("2022-01-01"), dag("2025-12-31")
RONDE = {"van": dag("2024-01-01"), "tot": dag("2024-06-30"), "opent": dag("2024-06-15")}
SLUIT = dag("2024-08-31")
BIJZONDER = "2021-12-31 2022-01-01 2024-01-01 2024-06-30 2024-07-01 2024-08-31 2024-09-01 2025-12-31 2026-01-01"
GRENZEN = st.sampled_from([dag(d) for d in BIJZONDER.split()])
DAGEN = st.one_of(GRENZEN, GRENZEN.map(lambda d: d), st.dates(dag("2019-01-01"), dag("2032-12-31")))  # mostly edges
MISSCHIEN = st.none() | DAGEN
MET_VERLOOP = {"in_uitvoering", "in_voorbereiding", "opgeschort"}
AFGEROND = {"uitgevoerd", "stopgezet"}
STATUSSEN = ["uitgevoerd", "in_uitvoering", "in_voorbereiding", "niet_gestart", "opgeschort", "stopgezet"]


@dataclass(frozen=True)
class Gezegd:
    """One melding; `corrigeert`: it replaces the one before it, if that was accepted."""

    peildatum: dt.date
    status: str
    verloop: str
    toestand: str
    aanvaard: int
    corrigeert: bool
    in_ronde: bool


@dataclass(frozen=True)
class Gemaakt:
    """One actie: where it stands, who sees it, and what was said about it."""

    speerpunt: int
    verhuist_naar: int
    openbaar: bool
    van_partner: bool
    gearchiveerd: dt.date | None
    opgegaan: bool
    einde: dt.date | None
    doorlopend: bool
    streefdatum: dt.date | None
    bereikt_op: dt.date | None
    gezegd: tuple[Gezegd, ...]


@dataclass(frozen=True)
class Beeld:
    """A whole plan, and the day on which one looks."""

    openbaar: bool
    speerpunten: int
    acties: tuple[Gemaakt, ...]
    op: dt.date

    def plaats(self, actie: Gemaakt) -> int:
        """Give where it stands in the end: a move to where it is already is no move."""
        return actie.verhuist_naar % self.speerpunten


GEZEGD = st.builds(
    Gezegd,
    peildatum=DAGEN,
    status=st.sampled_from(STATUSSEN),
    verloop=st.sampled_from(["op_schema", "op_schema", "bijsturing", "vertraagd"]),
    toestand=st.sampled_from(["aanvaard", "aanvaard", "aanvaard", "ingediend", "concept", "teruggestuurd"]),
    aanvaard=st.integers(1, 3),
    corrigeert=st.booleans(),
    in_ronde=st.booleans(),
)
GEMAAKT = st.builds(
    Gemaakt,
    speerpunt=st.integers(0, 3),
    verhuist_naar=st.integers(0, 3),
    openbaar=st.booleans(),
    van_partner=st.booleans(),
    gearchiveerd=MISSCHIEN,
    opgegaan=st.booleans(),
    einde=MISSCHIEN,
    doorlopend=st.booleans(),
    streefdatum=MISSCHIEN,
    bereikt_op=MISSCHIEN,
    gezegd=st.lists(GEZEGD, max_size=4).map(tuple),
)
BEELDEN = st.builds(
    Beeld,
    openbaar=st.booleans(),
    speerpunten=st.integers(1, 4),
    acties=st.lists(GEMAAKT, min_size=1, max_size=8).map(tuple),
    op=DAGEN,
)


# --- in the database


def bouw(beeld: Beeld, *, partner: Organisatie, indiener: Gebruiker, nakijker: Gebruiker) -> Beleidsplan:
    """Make the plan of a picture, with the real act for every move."""
    plan = Beleidsplan.objects.create(naam="Plan", slug="plan", van=VAN, tot=TOT, openbaar=beeld.openbaar)
    Speerpunt.objects.bulk_create(Speerpunt(plan=plan, nummer=n + 1, titel=f"S{n + 1}") for n in range(4))
    speerpunten = list(plan.speerpunten.order_by("nummer"))[: beeld.speerpunten]
    ronde = Ronde.objects.create(plan=plan, naam="Ronde", slug="ronde", deadline=SLUIT, sluit=SLUIT, **RONDE)
    acties = [_bouw_actie(g, n, beeld, speerpunten, nakijker) for n, g in enumerate(beeld.acties, 1)]
    for gemaakt, actie in zip(beeld.acties, acties, strict=True):
        if gemaakt.van_partner:
            ActieOrganisatie.objects.create(actie=actie, organisatie=partner, rol="trekker")
        if gemaakt.streefdatum:
            Mijlpaal.objects.bulk_create(
                [Mijlpaal(actie=actie, titel="m", streefdatum=gemaakt.streefdatum, bereikt_op=gemaakt.bereikt_op)]
            )
        _bouw_meldingen(gemaakt, actie, ronde, indiener, nakijker)
    _archiveer(beeld, acties)
    return plan


def _bouw_actie(gemaakt: Gemaakt, nummer: int, beeld: Beeld, speerpunten: list[Speerpunt], door: Gebruiker) -> Actie:
    begin = speerpunten[gemaakt.speerpunt % beeld.speerpunten]
    einde = None if gemaakt.doorlopend else gemaakt.einde
    velden = {"titel": f"Actie {nummer}", "openbaar": gemaakt.openbaar, "doorlopend": gemaakt.doorlopend}
    actie = Actie(speerpunt=begin, nummer=100 + nummer, einde=einde, **velden)
    Actie.objects.bulk_create([actie])
    naar = speerpunten[beeld.plaats(gemaakt)]
    if naar != begin:
        verplaats_actie(actie=actie, naar=naar, reden="Hoort hier.", door=door)
    return actie


def _bouw_meldingen(gemaakt: Gemaakt, actie: Actie, ronde: Ronde, indiener: Gebruiker, nakijker: Gebruiker) -> None:
    vorige, in_ronde_gebruikt = None, False
    for gezegd in gemaakt.gezegd:
        melding = Melding(actie=actie, peildatum=gezegd.peildatum, status=gezegd.status, toestand=gezegd.toestand)
        melding.reden = "Daarom."
        if gezegd.corrigeert and vorige and vorige.toestand == "aanvaard":
            melding.vervangt, melding.correctie_reden, melding.ronde = vorige, "Fout.", vorige.ronde
        elif gezegd.in_ronde and not in_ronde_gebruikt:
            melding.ronde, in_ronde_gebruikt = ronde, True
        if gezegd.status in MET_VERLOOP:
            melding.verloop = gezegd.verloop
        if gezegd.status in AFGEROND:
            melding.resultaat, melding.bereikt_resultaat = "bereikt", "Gedaan."
        moment = dt.datetime(2032, 1, gezegd.aanvaard, tzinfo=dt.UTC)
        melding.ingediend_door, melding.ingediend_op = indiener, moment
        if gezegd.toestand == "aanvaard":
            melding.aanvaard_door, melding.aanvaard_op = nakijker, moment
        Melding.objects.bulk_create([melding])
        vorige = melding


def _archiveer(beeld: Beeld, acties: list[Actie]) -> None:
    for gemaakt, actie in zip(beeld.acties, acties, strict=True):
        if gemaakt.gearchiveerd:
            met = acties[0] if gemaakt.opgegaan and actie != acties[0] else None
            velden = {"gearchiveerd_op": gemaakt.gearchiveerd, "archief_reden": "Dubbel.", "opgegaan_in": met}
            Actie.objects.filter(pk=actie.pk).update(**velden)


# --- counted naively


def laatste(gemaakt: Gemaakt, op: dt.date) -> Gezegd | None:
    """Give what counts on a day: accepted, not replaced by something accepted, the latest day, the last accepted."""
    geldig = []
    for nr, gezegd in enumerate(gemaakt.gezegd):
        volgende = gemaakt.gezegd[nr + 1] if nr + 1 < len(gemaakt.gezegd) else None
        vervangen = volgende and volgende.corrigeert and volgende.toestand == "aanvaard"
        if gezegd.toestand == "aanvaard" and not vervangen and gezegd.peildatum <= op:
            geldig.append((gezegd.peildatum, gezegd.aanvaard, nr))
    return gemaakt.gezegd[max(geldig)[2]] if geldig else None


def _ronde_beantwoord(gemaakt: Gemaakt, op: dt.date) -> bool:
    """Tell whether an accepted melding of the ronde, or a correction of one, speaks about a day until `op`."""
    in_ronde, gebruikt, vorige = False, False, None
    for gezegd in gemaakt.gezegd:
        if gezegd.corrigeert and vorige and vorige.toestand == "aanvaard":
            pass  # stands in the ronde of what it replaces
        else:
            in_ronde = gezegd.in_ronde and not gebruikt
            gebruikt = gebruikt or in_ronde
        if in_ronde and gezegd.toestand == "aanvaard" and gezegd.peildatum <= op:
            return True
        vorige = gezegd
    return False


def _mist_ronde(gemaakt: Gemaakt, stand: Gezegd | None, op: dt.date) -> bool:
    if op <= SLUIT:
        return False
    slot = dt.date.max if gemaakt.doorlopend else gemaakt.einde or TOT
    gevraagd = slot >= RONDE["van"] and not (gemaakt.gearchiveerd and gemaakt.gearchiveerd < RONDE["van"])
    ervoor = laatste(gemaakt, RONDE["van"] - dt.timedelta(days=1))
    gevraagd = gevraagd and not (ervoor and ervoor.status in AFGEROND)
    later = stand is not None and stand.peildatum > RONDE["tot"]
    return gevraagd and not later and not _ronde_beantwoord(gemaakt, op)


def vraagt_aandacht(gemaakt: Gemaakt, op: dt.date) -> bool:
    stand = laatste(gemaakt, op)
    if stand and stand.status in AFGEROND:
        return False
    if stand and (stand.status == "opgeschort" or (stand.status in MET_VERLOOP and stand.verloop != "op_schema")):
        return True
    if gemaakt.streefdatum and gemaakt.streefdatum < op and not (gemaakt.bereikt_op and gemaakt.bereikt_op <= op):
        return True
    if gemaakt.einde and not gemaakt.doorlopend and gemaakt.einde < op:
        return True
    return _mist_ronde(gemaakt, stand, op)


def naief(beeld: Beeld, *, ziet_alles: bool, is_partner: bool) -> tuple[dict[int, Counter], Counter]:
    """Give per speerpunt (from 0) how many acties have which status, and how many ask for attention."""
    tellers = {nr: Counter() for nr in range(4)}
    aandacht = Counter()
    for gemaakt in beeld.acties:
        ziet = ziet_alles or (gemaakt.openbaar and beeld.openbaar) or (is_partner and gemaakt.van_partner)
        telt = gemaakt.gearchiveerd is None or gemaakt.gearchiveerd > beeld.op
        if ziet and telt:
            stand = laatste(gemaakt, beeld.op)
            tellers[beeld.plaats(gemaakt)][stand.status if stand else "geen_gegevens"] += 1
            aandacht[beeld.plaats(gemaakt)] += vraagt_aandacht(gemaakt, beeld.op)
    return tellers, aandacht
