"""Store what was said: meldingen with all that belongs to them, their log and their search texts; then the reports."""

import copy
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone

from organisaties.zoektekst import maak_zoektekst
from speerpunten.keuzes import MeldingToestand, Tekstsoort
from speerpunten.models import (
    Beleidsplan,
    Gebeurtenis,
    Indicator,
    Melding,
    Meting,
    Mijlpaal,
    MijlpaalMelding,
    Rapport,
    Rapporttekst,
    Rechtzetting,
    Ronde,
    Standtekst,
)
from speerpunten.models.standtekst import DOORZOCHT
from speerpunten.proefdata.gezegd import Gezegd, loopbanen, zeg_alles
from speerpunten.proefdata.kader import leg_geschiedenis, schrijf_met_geschiedenis
from speerpunten.proefdata.omvang import Omvang, Proefplan, tijdstip
from speerpunten.proefdata.schrijven import reserveer, schrijf, schrijf_rijen
from speerpunten.proefdata.woorden import Verteller
from speerpunten.rapportage.bewaren import als_json, controlegetal
from speerpunten.rapportage.gegevens import SCHEMA
from speerpunten.rapportage.samenstellen import stel_samen


class Schrijver:
    """Writes one plan down, a ronde at a time."""

    def __init__(self, proefplan: Proefplan, verteller: Verteller) -> None:
        self.proefplan, self.verteller, self.toeval = proefplan, verteller, verteller.toeval
        mijlpalen = [m for van_actie in proefplan.mijlpalen.values() for m in van_actie]
        for mijlpaal, sleutel in zip(mijlpalen, reserveer(Mijlpaal, len(mijlpalen)), strict=True):
            mijlpaal.pk = sleutel
        self.mijlpalen = mijlpalen
        self.begin = [copy.copy(mijlpaal) for mijlpaal in mijlpalen]
        self.later: list[Mijlpaal] = []  # as each stood after a melding about it was accepted
        self.banen = loopbanen(proefplan, self.toeval)

    def schrijf_ronde(self, nr: int) -> int:
        """Store what is said in the ronde with this place; give how many meldingen.

        What belongs to a melding comes before it: the database refuses an addition to one that is accepted, and looks
        only at the end of the transaction whether what a row speaks of is there.
        """
        alles = list(zeg_alles(self.proefplan, self.banen, nr, self.verteller))
        for gezegd, sleutel in zip(alles, reserveer(Melding, len(alles)), strict=True):
            gezegd.melding.pk = sleutel
        for gezegd in alles:
            gezegd.melding.vervangt_id = gezegd.melding.vervangt.pk if gezegd.melding.vervangt else None
        schrijf_rijen(
            Melding.schrijvers.through,
            ("melding_id", "gebruiker_id"),
            ((g.melding.pk, g.schrijver.pk) for g in alles),
        )
        schrijf_rijen(
            MijlpaalMelding,
            ("melding_id", "mijlpaal_id", "bereikt_op"),
            ((g.melding.pk, mijlpaal.pk, dag) for g in alles for mijlpaal, dag in g.mijlpalen.values()),
        )
        schrijf_rijen(
            Meting,
            ("melding_id", "indicator_id", "waarde", "peildatum", "door_id"),
            (
                (g.melding.pk, i.pk, waarde, g.melding.peildatum, None)
                for g in alles
                for i, waarde in g.metingen.items()
            ),
        )
        schrijf(Melding, (g.melding for g in alles))
        schrijf_rijen(
            Gebeurtenis,
            ("melding_id", "soort", "op", "door_id", "reden", "inhoud"),
            ((g.melding.pk, f.soort.value, f.op, f.door.pk, f.reden, f.inhoud) for g in alles for f in g.log),
        )
        schrijf_rijen(
            Standtekst,
            ("melding_id", "zoektekst"),
            ((g.melding.pk, _zoektekst(g.melding)) for g in alles if g.melding.toestand == MeldingToestand.AANVAARD),
        )
        for gezegd in alles:
            self._onthoud_mijlpalen(gezegd)
        return len(alles)

    def _onthoud_mijlpalen(self, gezegd: Gezegd) -> None:
        """Keep how the mijlpalen stood once the melding was accepted, for their history."""
        melding = gezegd.melding
        if melding.aanvaard_op is None:
            return
        for mijlpaal, dag in gezegd.mijlpalen.values():
            toen = copy.copy(mijlpaal)
            toen.bereikt_op = dag
            toen._history_date, toen._history_user_id = melding.aanvaard_op, melding.aanvaard_door_id
            self.later.append(toen)

    def rond_af(self, omvang: Omvang) -> None:
        """Store what follows from all that was said: where the mijlpalen stand, and the reports."""
        plan = self.proefplan.plan
        begin = timezone.make_aware(dt.datetime.combine(plan.van, dt.time(8)))
        schrijf(Mijlpaal, self.mijlpalen)
        leg_geschiedenis(Mijlpaal, self.begin, begin)
        leg_geschiedenis(Mijlpaal, self.later)
        schrijf_met_geschiedenis(Meting, self._metingen_van_speerpunten(), begin)
        gesloten = [ronde for ronde in self.proefplan.rondes if max(ronde.sluit, ronde.tot) < omvang.dag]
        for ronde in gesloten[len(gesloten) - min(omvang.rapporten, len(gesloten)) :]:
            self._maak_rapport(plan, ronde, omvang.dag)

    def _metingen_van_speerpunten(self) -> Iterator[Meting]:
        """Give what staff measured at the end of each ronde that is over."""
        indicatoren = Indicator.objects.filter(speerpunt__plan=self.proefplan.plan).order_by("pk")
        for nr, indicator in enumerate(indicatoren):
            for keer, ronde in enumerate(self.proefplan.rondes[:-1], start=1):
                waarde = Decimal(keer * 400 + self.toeval.randrange(200))
                door = self.proefplan.mensen.medewerkers[nr % len(self.proefplan.mensen.medewerkers)]
                yield Meting(indicator=indicator, peildatum=ronde.tot, waarde=waarde, door=door)

    def _maak_rapport(self, plan: Beleidsplan, ronde: Ronde, vandaag: dt.date) -> None:
        """Write the texts of a report, make it definitive a week after its ronde, and put one thing right in it."""
        op = tijdstip(min(ronde.sluit + dt.timedelta(days=7), vandaag), self.toeval)
        kop = [(Tekstsoort.INLEIDING.value, None), (Tekstsoort.CONCLUSIE.value, None)]
        duidingen = [(Tekstsoort.DUIDING.value, punt) for punt in plan.speerpunten.order_by("nummer")]
        schrijf_met_geschiedenis(
            Rapporttekst,
            (
                Rapporttekst(ronde=ronde, soort=soort, speerpunt=punt, tekst=self.verteller.tekst())
                for soort, punt in (*kop, *duidingen)
            ),
            op,
        )
        door = self.proefplan.mensen.medewerkers[0]
        inhoud = als_json(stel_samen(plan, ronde=ronde, vandaag=vandaag))
        rapport = Rapport(
            ronde=ronde,
            schema=SCHEMA,
            inhoud=inhoud,
            sha256=controlegetal(inhoud),
            definitief_door=door,
            definitief_op=op,
        )
        schrijf(Rapport, [rapport])
        recht = Rechtzetting(
            rapport=rapport,
            nummer=1,
            stond=self.verteller.tekst(),
            wordt=self.verteller.tekst(),
            reden="Er stond een verkeerde periode.",
            door=door,
            op=op,
        )
        schrijf(Rechtzetting, [recht])


def _zoektekst(melding: Melding) -> str:
    return maak_zoektekst(*(getattr(melding, veld) for veld in DOORZOCHT))
