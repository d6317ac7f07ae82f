"""What is said about the acties of a plan, ronde after ronde: one that answers, returns, corrections, no change.

Nothing is stored here. Each answer is what the acts of `services.meldingen` would have left: the row as it stands in
the end, and its log.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from speerpunten.keuzes import AFGERONDE_STATUSSEN, STATUSSEN_MET_REDEN, MeldingToestand, Resultaat, Soort, Status
from speerpunten.meten import in_woorden
from speerpunten.models import Actie, Indicator, Melding, Mijlpaal, Ronde
from speerpunten.models.melding import OVER_TE_NEMEN
from speerpunten.ongewijzigd import mag_ongewijzigd
from speerpunten.proefdata.omvang import Proefplan, Toeval, tijdstip
from speerpunten.proefdata.woorden import CORRECTIES, TERUG, Verteller
from speerpunten.services.meldingen import vroegste_nieuwe_dag

# What becomes of an answer, and how often; in the last ronde many are still on their way.
LOOP = {"geen": 5, "aanvaard": 86, "terug_en_aanvaard": 6, "gecorrigeerd": 3}
LOOP_NU = {
    "geen": 12,
    "aanvaard": 66,
    "terug_en_aanvaard": 5,
    "gecorrigeerd": 1,
    "ingediend": 10,
    "teruggestuurd": 3,
    "concept": 3,
}
DEEL_ONGEWIJZIGD = 0.15
DEEL_NAMENS = 0.03  # written by staff for a partner
DEEL_NODIG = 0.1


@dataclass(frozen=True)
class Feit:
    """A line of the log of a melding."""

    soort: Soort
    op: dt.datetime
    door: Gebruiker
    reden: str = ""
    inhoud: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Gezegd:
    """A melding as it stands in the end, who wrote it, what it says of mijlpalen and indicatoren, and its log."""

    melding: Melding
    schrijver: Gebruiker
    mijlpalen: dict[int, tuple[Mijlpaal, dt.date | None]]  # by their place among those of the actie
    metingen: dict[Indicator, Decimal]
    log: list[Feit]


@dataclass
class Loopbaan:
    """An actie through the years: when it begins, runs and ends (as a share of all rondes), and what was said last."""

    actie: Actie
    trekker: Organisatie
    mijlpalen: list[Mijlpaal]
    bereikt: list[dt.date | None]  # when each mijlpaal is really reached
    indicatoren: list[Indicator]
    start: float
    uitvoering: float
    einde: float
    stopt: bool
    vorige: Melding | None = None

    @property
    def is_afgerond(self) -> bool:
        return self.vorige is not None and self.vorige.status in AFGERONDE_STATUSSEN

    def status(self, deel: float, toeval: Toeval) -> str:
        """Give the status when this share of the rondes has passed."""
        if deel >= self.einde:
            return (Status.STOPGEZET if self.stopt else Status.UITGEVOERD).value
        if toeval.random() < 0.04:
            return Status.OPGESCHORT.value
        if deel >= self.uitvoering:
            return Status.IN_UITVOERING.value
        return (Status.IN_VOORBEREIDING if deel >= self.start else Status.NIET_GESTART).value


def loopbanen(proefplan: Proefplan, toeval: Toeval) -> list[Loopbaan]:
    """Give what will become of each actie of a plan."""
    return [
        _loopbaan(actie, trekker, proefplan, toeval)
        for actie, trekker in zip(proefplan.acties, proefplan.trekkers, strict=True)
    ]


def _loopbaan(actie: Actie, trekker: Organisatie, proefplan: Proefplan, toeval: Toeval) -> Loopbaan:
    mijlpalen = proefplan.mijlpalen.get(actie.pk, [])
    start = toeval.random() * 0.5 - 0.1
    return Loopbaan(
        actie=actie,
        trekker=trekker,
        mijlpalen=mijlpalen,
        bereikt=[
            m.streefdatum + dt.timedelta(days=toeval.randrange(-30, 150)) if toeval.random() < 0.8 else None
            for m in mijlpalen
        ],
        indicatoren=proefplan.indicatoren.get(actie.pk, []),
        start=start,
        uitvoering=start + 0.05 + toeval.random() * 0.35,
        einde=0.8 + toeval.random() * 0.7,
        stopt=toeval.random() < 0.2,
    )


def zeg_alles(proefplan: Proefplan, banen: list[Loopbaan], nr: int, verteller: Verteller) -> Iterator[Gezegd]:
    """Give all that is said in the ronde with this place, in the order in which it was sent by each."""
    ronde, is_laatste = proefplan.rondes[nr], nr == len(proefplan.rondes) - 1
    lopen = LOOP_NU if is_laatste else LOOP
    lot = verteller.toeval.choices(list(lopen), list(lopen.values()), k=len(banen))
    deel = (nr + 1) / len(proefplan.rondes)
    for baan, loop in zip(banen, lot, strict=True):
        weg = baan.actie.gearchiveerd_op
        if loop != "geen" and not baan.is_afgerond and not (weg and weg <= ronde.tot):
            yield from _Antwoord(proefplan, baan, ronde, deel, verteller).vertel(loop)


class _Antwoord:
    """One answer on its way: sent within nine days of the opening, and whatever comes of it within three weeks."""

    def __init__(self, proefplan: Proefplan, baan: Loopbaan, ronde: Ronde, deel: float, verteller: Verteller) -> None:
        self.baan, self.ronde, self.deel = baan, ronde, deel
        self.verteller, self.toeval = verteller, verteller.toeval
        self.dag = ronde.opent + dt.timedelta(days=self.toeval.randrange(9))
        self.partner = proefplan.mensen.partners[baan.trekker.pk]
        eerste = self.toeval.randrange(len(proefplan.mensen.medewerkers))
        self.medewerkers = proefplan.mensen.medewerkers[eerste:] + proefplan.mensen.medewerkers[:eerste]

    def vertel(self, loop: str) -> Iterator[Gezegd]:
        status = self.baan.status(self.deel, self.toeval)
        ongewijzigd = loop == "aanvaard" and self._mag_ongewijzigd(status)
        gezegd = self._ongewijzigd() if ongewijzigd else self._zeg(status, loop)
        yield gezegd
        if loop == "gecorrigeerd":
            yield self._corrigeer(gezegd)
        if loop in {"aanvaard", "terug_en_aanvaard", "gecorrigeerd"}:
            self._onthoud(gezegd)

    def _mag_ongewijzigd(self, status: str) -> bool:
        baan = self.baan
        if baan.vorige is None or baan.vorige.status != status or self.toeval.random() >= DEEL_ONGEWIJZIGD:
            return False
        return mag_ongewijzigd(baan.vorige, self.ronde, baan.trekker, baan.mijlpalen, op=self.dag)

    def _onthoud(self, gezegd: Gezegd) -> None:
        """What was accepted is the stand, and its mijlpalen are adopted."""
        self.baan.vorige = gezegd.melding
        for mijlpaal, dag in gezegd.mijlpalen.values():
            mijlpaal.bereikt_op = dag

    def _na(self, hoogstens: int = 3) -> dt.datetime:
        """Let one to three days go by, and give a moment of that day."""
        self.dag += dt.timedelta(days=1 + self.toeval.randrange(hoogstens))
        return tijdstip(self.dag, self.toeval)

    def _nieuw(self, **velden) -> Melding:
        op = tijdstip(self.dag, self.toeval)
        return Melding(
            actie=self.baan.actie,
            organisatie=self.baan.trekker,
            ronde=self.ronde,
            peildatum=min(self.ronde.tot, self.dag),
            toestand=MeldingToestand.INGEDIEND.value,
            ingediend_op=op,
            aangemaakt_op=op,
            gewijzigd_op=op,
            **velden,
        )

    def _inhoud(self, status: str) -> dict[str, str]:
        toeval, verteller = self.toeval, self.verteller
        met_verloop = status in {Status.IN_VOORBEREIDING, Status.IN_UITVOERING, Status.OPGESCHORT}
        verloop = toeval.choices(("op_schema", "bijsturing", "vertraagd"), (7, 2, 1))[0] if met_verloop else ""
        is_klaar = status in AFGERONDE_STATUSSEN
        anders = verloop in {"bijsturing", "vertraagd"} or status in STATUSSEN_MET_REDEN
        return {
            "status": status,
            "verloop": verloop,
            "resultaat": toeval.choice(Resultaat.values) if is_klaar else "",
            "bereikt_resultaat": verteller.tekst() if is_klaar else "",
            "toelichting": verteller.tekst(),
            "reden": toeval.choice(verteller.redenen) if anders else "",
            "volgende_stappen": verteller.zin(),
            "nodig": toeval.choice(verteller.nodig) if toeval.random() < DEEL_NODIG else "",
            "opmerking_voor_vgc": verteller.zin() if toeval.random() < DEEL_NODIG / 2 else "",
        }

    def _gemeten(self) -> dict[Indicator, Decimal]:
        return {
            i: Decimal(self.toeval.randrange(2) if i.is_ja_nee else self.toeval.randrange(5, 120))
            for i in self.baan.indicatoren
        }

    def _mijlpalen(self) -> dict[int, tuple[Mijlpaal, dt.date | None]]:
        """Say of each mijlpaal whose day has come, and that was not reached yet, whether it is reached now."""
        uit = {}
        for nr, (mijlpaal, dag) in enumerate(zip(self.baan.mijlpalen, self.baan.bereikt, strict=True)):
            is_bereikt = dag is not None and dag <= self.dag
            if mijlpaal.bereikt_op is None and (is_bereikt or mijlpaal.streefdatum < self.dag):
                uit[nr] = (mijlpaal, dag if is_bereikt else None)
        return uit

    def _verzonden(self, melding: Melding, soort: Soort, mijlpalen: dict, metingen: dict) -> Feit:
        inhoud = melding.inhoud() | {
            "mijlpalen": {mijlpaal.titel: dag for mijlpaal, dag in mijlpalen.values()},
            "metingen": {indicator.naam: in_woorden(indicator, waarde) for indicator, waarde in metingen.items()},
            "versie": melding.versie,
        }
        return Feit(soort, melding.ingediend_op, melding.ingediend_door, inhoud=inhoud)

    def _aanvaard(self, melding: Melding) -> Feit:
        melding.versie += 1
        melding.toestand = MeldingToestand.AANVAARD.value
        melding.aanvaard_door, melding.aanvaard_op = self.medewerkers[1], self._na()
        return Feit(Soort.AANVAARD, melding.aanvaard_op, melding.aanvaard_door)

    def _stuur_terug(self, melding: Melding) -> Feit:
        melding.versie += 1
        op = self._na()
        tegen = vroegste_nieuwe_dag(timezone.localdate(op)) + dt.timedelta(days=2)
        reden = self.toeval.choice(TERUG)
        return Feit(Soort.TERUGGESTUURD, op, self.medewerkers[2], reden, {"tegen": tegen.isoformat()})

    def _zeg(self, status: str, loop: str) -> Gezegd:
        namens = loop == "aanvaard" and self.toeval.random() < DEEL_NAMENS
        schrijver = self.medewerkers[0] if namens else self.partner
        melding = self._nieuw(ingediend_door=schrijver, **self._inhoud(status))
        bestuur = self.baan.actie.speerpunt.plan.opdrachtgever_id == self.baan.trekker.pk
        melding.namens = namens and not bestuur
        mijlpalen, metingen = self._mijlpalen(), self._gemeten()
        if loop == "concept":
            melding.toestand, melding.ingediend_door, melding.ingediend_op = MeldingToestand.CONCEPT.value, None, None
            return Gezegd(melding, schrijver, mijlpalen, metingen, [])
        log = [self._verzonden(melding, Soort.INGEDIEND, mijlpalen, metingen)]
        if loop == "terug_en_aanvaard":
            log.append(self._stuur_terug(melding))
            melding.toelichting += "\n\n" + self.verteller.zin()
            melding.versie += 1
            melding.ingediend_op = melding.gewijzigd_op = self._na()
            log.append(self._verzonden(melding, Soort.INGEDIEND, mijlpalen, metingen))
        if loop == "teruggestuurd":
            log.append(self._stuur_terug(melding))
            melding.toestand = MeldingToestand.TERUGGESTUURD.value
        elif loop != "ingediend":
            log.append(self._aanvaard(melding))
        return Gezegd(melding, schrijver, mijlpalen, metingen, log)

    def _ongewijzigd(self) -> Gezegd:
        overgenomen = {veld: getattr(self.baan.vorige, veld) for veld in OVER_TE_NEMEN}
        melding = self._nieuw(ingediend_door=self.partner, niets_veranderd=True, **overgenomen)
        log = [self._verzonden(melding, Soort.NIETS_VERANDERD, {}, {})]
        log.append(self._aanvaard(melding))
        return Gezegd(melding, self.partner, {}, {}, log)

    def _corrigeer(self, oude: Gezegd) -> Gezegd:
        """Replace what was accepted: the same but for its toelichting; the old one gets a line in its log too."""
        self._onthoud(oude)
        self.dag += dt.timedelta(days=1)
        inhoud = {veld: getattr(oude.melding, veld) for veld in OVER_TE_NEMEN}
        inhoud["toelichting"] = self.verteller.tekst()
        melding = self._nieuw(ingediend_door=self.partner, vervangt=oude.melding, **inhoud)
        melding.peildatum = oude.melding.peildatum
        melding.correctie_reden = self.toeval.choice(CORRECTIES)
        log = [self._verzonden(melding, Soort.INGEDIEND, {}, oude.metingen)]
        log.append(self._aanvaard(melding))
        oude.log.append(Feit(Soort.GECORRIGEERD, melding.aanvaard_op, melding.aanvaard_door, melding.correctie_reden))
        return Gezegd(melding, self.partner, {}, dict(oude.metingen), log)
