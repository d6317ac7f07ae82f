"""Attacks on rows in SQL, and whether they were refused; the accepted melding that they attack."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from organisaties.models import Handeling
from speerpunten.bestandsoort import keur
from speerpunten.models import Afsluiting, Bijlage, Gebeurtenis, Melding, Meting, MijlpaalMelding
from speerpunten.services import meldingen as services
from speerpunten.services.bijlagen import Bijlagewerk
from speerpunten.tests import maak
from speerpunten.tests.bestanden import pdf

VAST = "verandert niet"
MELDING, MIJLPAAL, LOG = "speerpunten_melding", "speerpunten_mijlpaalmelding", "speerpunten_gebeurtenis"
SCHRIJVER, METING = "speerpunten_melding_schrijvers", "speerpunten_meting"
BIJLAGE = "speerpunten_bijlage"
HANDELING = "organisaties_handeling"
SQLITE = connection.vendor == "sqlite"


def aanvaarde_melding() -> Melding:
    """Give an accepted melding with a writer, mijlpaal, meting, bijlage and log, made by the acts themselves."""
    organisatie = maak.maak_organisatie()
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    ronde = maak.maak_ronde(actie.speerpunt.plan)
    mijlpaal = maak.maak_mijlpaal(actie, titel="Zaal gevonden")
    nieuw = Melding(
        actie=actie,
        organisatie=organisatie,
        ronde=ronde,
        peildatum=timezone.localdate(),
        status="in_uitvoering",
        verloop="op_schema",
        toelichting="Dit werd gezegd.",
    )
    partner, gezegd = maak.maak_partner(organisatie), {mijlpaal: dt.date(2023, 5, 1)}
    erbij = {
        "mijlpalen": gezegd,
        "metingen": {maak.maak_indicator(actie): Decimal(40)},
        "bijlagen": Bijlagewerk(nieuw=[keur("Verslag.pdf", pdf())]),
    }
    ingediend = services.dien_in(melding=nieuw, versie=0, door=partner, **erbij)
    return services.aanvaard(melding=ingediend, versie=1, door=maak.maak_medewerker())


def foto() -> dict[str, list]:
    """Give every row of the guarded tables."""
    tabellen = (
        Melding,
        MijlpaalMelding,
        Meting,
        Melding.schrijvers.through,
        Bijlage,
        Gebeurtenis,
        Afsluiting,
        Handeling,
    )
    return {tabel._meta.db_table: list(tabel.objects.order_by("pk").values()) for tabel in tabellen}


def geweigerd(doe) -> bool:
    """Tell whether an attack is refused by the triggers, with every row as it was."""
    was = foto()
    with pytest.raises(IntegrityError, match=VAST), transaction.atomic():
        doe()
    return foto() == was


def sql(opdracht: str, *waarden: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(opdracht, waarden)


def kolommen(tabel: str) -> list[str]:
    with connection.cursor() as cursor:
        return [kolom.name for kolom in connection.introspection.get_table_description(cursor, tabel)]


def kopieer(tabel: str, pk: int, hoe: str, slot: str = "", **over: object) -> None:
    """Write a copy of a row, some columns changed: `hoe` is INSERT, REPLACE or INSERT OR ..., `slot` ends the SQL."""
    namen = [naam for naam in kolommen(tabel) if naam != "id" or "id" not in over or over["id"] is not None]
    bron = [f"CAST(%s AS {over_type(tabel, naam)})" if naam in over else naam for naam in namen]
    waarden = [over[naam] for naam in namen if naam in over]
    lijst = ", ".join(namen)
    sql(f"{hoe} INTO {tabel} ({lijst}) SELECT {', '.join(bron)} FROM {tabel} WHERE id = %s {slot}", *waarden, pk)


def over_type(tabel: str, naam: str) -> str:
    if naam == "id" or naam.endswith("_id"):
        return "bigint"
    return "date" if naam == "peildatum" and not SQLITE else "varchar"


def ander_concept(melding: Melding) -> Melding:
    actie = maak.maak_actie(speerpunt=melding.actie.speerpunt)
    return maak.maak_melding(actie, toestand="concept", peildatum=melding.peildatum)


def rijen_van(tabel: str, melding: Melding) -> tuple[int, int]:
    """Give the keys of a row of `tabel` that belongs to the accepted melding, and of one that does not."""
    concept = ander_concept(melding)
    if tabel == MIJLPAAL:
        los = MijlpaalMelding.objects.create(melding=concept, mijlpaal=maak.maak_mijlpaal(concept.actie))
        return melding.mijlpalen.get().pk, los.pk
    if tabel == METING:
        los = maak.maak_meting(maak.maak_indicator(concept.actie), 7, melding=concept)
        return melding.metingen.get().pk, los.pk
    if tabel == SCHRIJVER:
        concept.schrijvers.add(maak.maak_gebruiker())
        through = Melding.schrijvers.through.objects
        return through.get(melding=melding).pk, through.get(melding=concept).pk
    if tabel == BIJLAGE:
        return melding.bijlagen.get().pk, maak.maak_bijlage(concept).pk
    return melding.gebeurtenissen.first().pk, melding.gebeurtenissen.last().pk


def onbekend(opdracht: str) -> bool:
    """Tell whether this database does not know the command at all."""
    with pytest.raises(DatabaseError, match="syntax error"), transaction.atomic():
        sql(opdracht)
    return True
