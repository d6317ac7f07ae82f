"""Why an actie asks for attention: every reason by hand, and the same on the list and on the page of the actie."""

import datetime as dt

import pytest
from django.utils import timezone

from speerpunten.aandacht import aandachtspunten
from speerpunten.dossier import stel_dossier_samen
from speerpunten.models import Actie, Melding, Mijlpaal, Ronde
from speerpunten.tests import maak
from speerpunten.tests.kijk import bekijk, dag

OP = dt.date(2024, 10, 1)
PEIL = dt.date(2024, 6, 30)


def redenen(stand: Melding | None, *, mijlpalen=(), ronde=None, op=OP, **actie) -> list[str]:
    punten = aandachtspunten(Actie(**actie), stand, mijlpalen, op=op, gemiste_ronde=ronde)
    return [punt.reden for punt in punten]


def stand(status: str, verloop: str = "", reden: str = "") -> Melding:
    return Melding(status=status, verloop=verloop, reden=reden, peildatum=PEIL)


@pytest.mark.parametrize(
    ("status", "verloop", "reden", "gezegd"),
    [
        ("in_uitvoering", "vertraagd", "De zaal is dicht.", ["Vertraagd: De zaal is dicht."]),
        ("in_voorbereiding", "bijsturing", "Te weinig plaats.", ["Bijsturing nodig: Te weinig plaats."]),
        ("in_uitvoering", "vertraagd", "", ["Vertraagd."]),
        ("opgeschort", "op_schema", "Wacht op subsidie.", ["Opgeschort: Wacht op subsidie."]),
        ("opgeschort", "vertraagd", "Wacht op subsidie.", ["Opgeschort: Wacht op subsidie."]),  # once, not twice
        ("opgeschort", "", "", ["Opgeschort."]),
        ("in_uitvoering", "op_schema", "", []),
        ("in_voorbereiding", "op_schema", "een reden mag", []),
        ("niet_gestart", "", "", []),
        ("uitgevoerd", "", "", []),
        ("stopgezet", "", "Geen vraag.", []),
    ],
)
def test_wat_de_stand_zelf_zegt(status, verloop, reden, gezegd):
    assert redenen(stand(status, verloop, reden)) == gezegd


def test_wat_gezegd_is_geldt_sinds_de_dag_van_de_stand_en_is_niet_berekend():
    (punt,) = aandachtspunten(Actie(), stand("opgeschort"), (), op=OP, gemiste_ronde=None)
    assert (punt.sinds, punt.berekend) == (PEIL, False)


@pytest.mark.parametrize(
    ("streef", "bereikt", "gemist"),
    [
        ("2024-09-30", None, True),
        ("2024-10-01", None, False),  # the day itself is not too late
        ("2024-09-30", "2024-09-30", False),
        ("2024-09-30", "2024-10-01", False),  # late, but reached by then
        ("2024-09-30", "2024-10-02", True),  # not yet on that day
        ("2025-01-01", None, False),
    ],
)
def test_een_gemiste_mijlpaal(streef, bereikt, gemist):
    mijlpaal = Mijlpaal(
        titel="lokaal gevonden",
        streefdatum=dt.date.fromisoformat(streef),
        bereikt_op=bereikt and dt.date.fromisoformat(bereikt),
    )
    verwacht = ["De mijlpaal “lokaal gevonden” moest klaar zijn op 30/09/2024."] if gemist else []
    assert redenen(stand("in_uitvoering", "op_schema"), mijlpalen=[mijlpaal]) == verwacht


def test_een_gemiste_mijlpaal_telt_ook_zonder_stand_en_sinds_zijn_dag():
    mijlpaal = Mijlpaal(titel="lokaal", streefdatum=dt.date(2023, 1, 31))
    (punt,) = aandachtspunten(Actie(), None, [mijlpaal], op=OP, gemiste_ronde=None)
    assert (punt.sinds, punt.berekend) == (dt.date(2023, 1, 31), True)


@pytest.mark.parametrize(
    ("velden", "verwacht"),
    [
        ({"einde": dt.date(2024, 9, 30)}, ["De actie liep tot 30/09/2024, maar is niet als afgerond gemeld."]),
        ({"einde": dt.date(2024, 10, 1)}, []),
        (
            {"einde": dt.date(2023, 12, 31), "einde_alleen_jaar": True},
            ["De actie liep tot 2023, maar is niet als afgerond gemeld."],
        ),
        ({"einde": None}, []),
        ({"doorlopend": True}, []),
    ],
)
def test_een_einde_dat_voorbij_is(velden, verwacht):
    assert redenen(stand("in_uitvoering", "op_schema"), **velden) == verwacht


def test_een_gemiste_ronde():
    ronde = Ronde(naam="Ronde 2024-1", sluit=dt.date(2024, 8, 31))
    assert redenen(stand("niet_gestart"), ronde=ronde) == [
        "In de ronde “Ronde 2024-1” is gevraagd hoe het ermee staat. Een nagekeken antwoord is er niet. "
        "De laatste stand is van 30/06/2024."
    ]
    assert redenen(None, ronde=ronde) == [
        "In de ronde “Ronde 2024-1” is gevraagd hoe het ermee staat. Een nagekeken antwoord is er niet. "
        "Er is nog geen stand."
    ]
    assert redenen(None) == []


@pytest.mark.parametrize("status", ["uitgevoerd", "stopgezet"])
def test_wat_afgerond_is_vraagt_nooit_aandacht(status):
    mijlpaal = Mijlpaal(titel="lokaal", streefdatum=dt.date(2023, 1, 31))
    ronde = Ronde(naam="Ronde 2024-1", sluit=dt.date(2024, 8, 31))
    over = {"mijlpalen": [mijlpaal], "ronde": ronde, "einde": dt.date(2023, 1, 1)}
    assert redenen(stand(status, reden="Geen vraag."), **over) == []


def test_wat_gezegd_is_staat_voor_wat_berekend_is():
    mijlpalen = [Mijlpaal(titel=naam, streefdatum=dt.date(2023, 1, 31)) for naam in ("een", "twee")]
    ronde = Ronde(naam="R", sluit=dt.date(2024, 8, 31))
    alles = {"mijlpalen": mijlpalen, "ronde": ronde, "einde": dt.date(2024, 9, 30)}
    assert redenen(stand("in_uitvoering", "vertraagd", "Ziek."), **alles) == [
        "Vertraagd: Ziek.",
        "De mijlpaal “een” moest klaar zijn op 31/01/2023.",
        "De mijlpaal “twee” moest klaar zijn op 31/01/2023.",
        "De actie liep tot 30/09/2024, maar is niet als afgerond gemeld.",
        "In de ronde “R” is gevraagd hoe het ermee staat. Een nagekeken antwoord is er niet. "
        "De laatste stand is van 30/06/2024.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("in_ronde", [True, False])
def test_de_pagina_van_een_actie_zegt_hetzelfde_als_de_lijst(in_ronde, medewerker):
    vandaag = timezone.localdate()
    actie = maak.maak_actie(einde=vandaag - dt.timedelta(days=3))
    dagen = {naam: vandaag - dt.timedelta(days=n) for naam, n in (("opent", 30), ("deadline", 20), ("sluit", 10))}
    ronde = maak.maak_ronde(actie.speerpunt.plan, **dagen)
    maak.maak_mijlpaal(actie, streefdatum=vandaag - dt.timedelta(days=1))
    maak.maak_melding(
        actie, ronde=ronde if in_ronde else None, verloop="vertraagd", reden="Ziek.", peildatum=vandaag.replace(day=1)
    )
    gelezen = Actie.objects.met_looptijd().met_stand().select_related("speerpunt__plan").get(pk=actie.pk)
    op_de_pagina = stel_dossier_samen(gelezen, medewerker).stand
    op_de_lijst = bekijk(actie, vandaag.isoformat())
    assert len(op_de_lijst.redenen) == (3 if in_ronde else 4)
    assert op_de_pagina.redenen == op_de_lijst.redenen
    assert (op_de_pagina.is_bij, op_de_pagina.is_oud) == (op_de_lijst.is_bij, op_de_lijst.is_oud)
    assert (op_de_pagina.is_bij, op_de_pagina.is_oud) == (in_ronde, not in_ronde)


JAAR_2022 = {"start": dag("2022-01-01"), "einde": dag("2022-12-31")}
RONDE_2024 = {
    naam: dag(waarde)
    for naam, waarde in {
        "van": "2024-01-01",
        "tot": "2024-06-30",
        "opent": "2024-06-01",
        "deadline": "2024-07-01",
        "sluit": "2024-07-15",
    }.items()
}


def gemist(actie: Actie, op: str = "2024-12-31") -> bool:
    return any("Een nagekeken antwoord is er niet." in punt.reden for punt in bekijk(actie, op).aandachtspunten)


def test_archiveren_verandert_niets_aan_een_vroegere_dag(db):
    speerpunt = maak.maak_speerpunt()
    maak.maak_ronde(speerpunt.plan, **RONDE_2024)
    blijft = maak.maak_actie(speerpunt=speerpunt, **JAAR_2022)
    weg = maak.maak_actie(speerpunt=speerpunt, gearchiveerd_op=dag("2025-06-01"), archief_reden="Voorbij.", **JAAR_2022)
    assert (gemist(blijft), gemist(weg)) == (False, False)


def test_een_eindronde_vraagt_ook_wat_vroeger_liep(db):
    speerpunt = maak.maak_speerpunt()
    maak.maak_ronde(speerpunt.plan, eindronde=True, **RONDE_2024)
    loopt, liep = maak.maak_actie(speerpunt=speerpunt), maak.maak_actie(speerpunt=speerpunt, **JAAR_2022)
    eerder_weg = maak.maak_actie(speerpunt=speerpunt, gearchiveerd_op=dag("2023-06-01"), archief_reden="Voorbij.")
    assert [gemist(actie) for actie in (loopt, liep, eerder_weg)] == [True, True, False]


def test_wat_bij_het_begin_af_was_wordt_niet_gevraagd_ook_al_loopt_het_later_weer(db, client, medewerker):
    actie = maak.maak_actie()
    maak.maak_ronde(actie.speerpunt.plan, **RONDE_2024)
    maak.maak_melding(actie, status="uitgevoerd", peildatum=dag("2023-12-31"))
    maak.maak_melding(actie, peildatum=dag("2024-05-01"))
    assert not gemist(actie)
    client.force_login(medewerker)
    assert "Een nagekeken antwoord is er niet." not in client.get(actie.get_absolute_url()).content.decode()
