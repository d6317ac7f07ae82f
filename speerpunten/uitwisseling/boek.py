"""A whole plan as one workbook that can be imported again, and the empty template."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from organisaties.models import Lidmaatschap, Organisatie
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Doelgroep, Melding
from speerpunten.models.melding import ZWAAR
from speerpunten.overzicht import acties_van
from speerpunten.stand import ActieStand, met_aandacht, op_dag
from speerpunten.uitwisseling.indeling import (
    ACTIES,
    BLADEN,
    CONTACTPERSONEN,
    MIJLPALEN,
    ORGANISATIES,
    STANDEN,
    Blad,
)
from speerpunten.uitwisseling.lijst import rijen
from speerpunten.uitwisseling.xlsx_bestand import Werkblad, xlsx

Rij = list[str | int | dt.date | None]


def _blad(blad: Blad, inhoud: Iterator[Rij]) -> Werkblad:
    return Werkblad(blad.naam, blad.namen, blad.breedtes, inhoud)


def plan_als_boek(plan: Beleidsplan, gebruiker) -> bytes:
    """Give the plan as this reader may see it, as it stands today; contact persons only for staff."""
    op = timezone.localdate()
    zichtbaar = acties_van(plan, gebruiker, op)
    acties = {actie.pk: actie for actie in op_dag(zichtbaar, op=op, laatste_ronde=None).met_rollen()}
    gezegd = _gezegd(acties, gebruiker)
    nu = {m.actie_id: m for m in gezegd if m.pk == acties[m.actie_id].stand_id}
    standen = met_aandacht(acties.values(), op=op, laatste_ronde=None, standen=nu)
    kolommen = [kolom for kolom in ACTIES.uit if not kolom.alleen_uit]  # what is computed stands in the list
    bladen = [
        Werkblad(ACTIES.naam, [k.naam for k in kolommen], [k.breedte for k in kolommen], rijen(standen, kolommen)),
        _blad(MIJLPALEN, _mijlpalen(standen)),
        _blad(STANDEN, _standen(acties, gezegd)),
        _blad(ORGANISATIES, _organisaties(acties)),
    ]
    if getattr(gebruiker, "is_medewerker", False):
        bladen.append(_blad(CONTACTPERSONEN, _contactpersonen(acties)))
    return xlsx(*bladen)


def _mijlpalen(standen: list[ActieStand]) -> Iterator[Rij]:
    for stand in standen:
        for mijlpaal in stand.mijlpalen:
            yield [stand.actie.code, mijlpaal.titel, mijlpaal.streefdatum, mijlpaal.bereikt_op]


def _gezegd(acties: dict[int, Actie], gebruiker) -> list[Melding]:
    """Give the accepted stands of the acties that were not replaced; the stand of today is one of them."""
    geldig = Melding.objects.zichtbaar_voor(gebruiker).geldig_op().filter(actie__in=acties)
    return list(geldig.select_related("organisatie", "ronde", "uit_import").defer(*ZWAAR))


def _standen(acties: dict[int, Actie], gezegd: list[Melding]) -> Iterator[Rij]:
    """Give what was said, actie by actie, the oldest first."""
    plaats = {pk: nummer for nummer, pk in enumerate(acties)}
    for m in sorted(gezegd, key=lambda m: (plaats[m.actie_id], m.peildatum, m.aanvaard_op, m.pk)):
        waarden = {
            "actie": acties[m.actie_id].code,
            "peildatum": m.peildatum,
            "organisatie": m.organisatie.naam if m.organisatie else "",
            "ronde": m.ronde.naam if m.ronde else "",
            "herkomst": m.herkomst_in_woorden,
        }
        yield [waarden[naam] if naam in waarden else getattr(m, naam) for naam in STANDEN.namen]


def _organisaties(acties: dict[int, Actie]) -> Iterator[Rij]:
    alle = {rol.organisatie_id: rol.organisatie for actie in acties.values() for rol in actie.rollen.all()}
    for organisatie in sorted(alle.values(), key=lambda o: (o.naam.casefold(), o.pk)):
        yield [getattr(organisatie, naam) for naam in ORGANISATIES.namen]


def _contactpersonen(acties: dict[int, Actie]) -> Iterator[Rij]:
    leden = Lidmaatschap.objects.huidig().filter(organisatie__rollen__actie__in=acties).distinct()
    for lid in leden.select_related("organisatie", "gebruiker"):
        yield [lid.organisatie.naam, lid.gebruiker.naam, lid.gebruiker.email, lid.functie, lid.van, lid.tot]


def sjabloon(plan: Beleidsplan) -> bytes:
    """Give an empty workbook with an example row, drop-downs of this plan, and a note at every heading."""
    organisaties = tuple(Organisatie.objects.kiesbaar().values_list("naam", flat=True))
    lijsten = {
        "speerpunt": tuple(str(speerpunt) for speerpunt in plan.speerpunten.order_by("nummer")),
        "trekker": organisaties,
        "organisatie": organisaties,
        "beleidsdomeinen": tuple(Beleidsdomein.objects.values_list("naam", flat=True)),
        "doelgroepen": tuple(Doelgroep.objects.values_list("naam", flat=True)),
    }
    return xlsx(*(_leeg(blad, lijsten) for blad in BLADEN))


def _leeg(blad: Blad, lijsten: dict[str, tuple[str, ...]]) -> Werkblad:
    kolommen = [kolom for kolom in blad.uit if not kolom.alleen_uit]
    return Werkblad(
        blad.naam,
        [kolom.naam for kolom in kolommen],
        [kolom.breedte for kolom in kolommen],
        [[blad.voorbeeld.get(kolom.naam) for kolom in kolommen]],
        keuzes={kolom.naam: kolom.keuzes or lijsten.get(kolom.naam, ()) for kolom in kolommen},
        uitleg={kolom.naam: kolom.uitleg for kolom in kolommen},
    )
