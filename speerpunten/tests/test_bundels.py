"""Many acties at once become what each would have become alone, with one line of history each."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisaties.models import Organisatie
from speerpunten.models import Actie, Beleidsdomein, Doelgroep
from speerpunten.services.acties import ActieVerouderd, MijlpaalRegel, Omgeving, wijzig_actie
from speerpunten.services.bundels import archiveer_acties, haal_acties_terug, wijzig_acties
from speerpunten.services.organisaties import voeg_organisaties_samen
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
LIJSTEN = ("ook_bij", "beleidsdomeinen", "doelgroepen")


@pytest.fixture
def plan(organisatie, andere_organisatie):
    plan = maak.maak_plan(slug="plan")
    een, twee = (maak.maak_speerpunt(plan=plan, titel=titel) for titel in ("Taal", "Wonen"))
    for naam in ("Onderwijs", "Sport"):
        Beleidsdomein.objects.create(naam=naam, slug=naam.lower())
        Doelgroep.objects.create(naam=naam, slug=naam.lower())
    for nummer in range(1, 7):
        actie = maak.maak_actie(speerpunt=een, nummer=nummer, titel=f"Actie {nummer}")
        maak.geef_rol(actie, organisatie)
        maak.geef_rol(actie, andere_organisatie, "partner")
        actie.beleidsdomeinen.set(Beleidsdomein.objects.filter(naam="Onderwijs"))
        actie.ook_bij.add(twee)
        maak.maak_mijlpaal(actie, titel="Eerste", streefdatum=dt.date(2023, 1, 1))
        maak.maak_mijlpaal(actie, titel="Tweede", streefdatum=dt.date(2024, 1, 1))
    return plan


def acties() -> list[Actie]:
    return list(Actie.objects.select_related("speerpunt__plan").order_by("nummer"))


def mijlpalen(actie: Actie) -> list[MijlpaalRegel]:
    eerste, _ = actie.mijlpalen.order_by("streefdatum")
    return [
        MijlpaalRegel(eerste, "Eerste", dt.date(2023, 2, 2), dt.date(2023, 2, 1)),
        MijlpaalRegel(None, "Derde", dt.date(2025, 1, 1)),
    ]


def omgeving(actie: Actie) -> Omgeving:
    """Give everything else than what stands there: a swapped trekker, other lists, other mijlpalen."""
    een, twee = Organisatie.objects.order_by("pk")[:2]
    rollen = [(twee, "trekker"), (een, "uitvoerder"), (een, "financier")]
    sport = Beleidsdomein.objects.filter(naam="Sport")
    groepen = Doelgroep.objects.all()
    return Omgeving(
        ook_bij=[actie.speerpunt], beleidsdomeinen=sport, doelgroepen=groepen, rollen=rollen, mijlpalen=mijlpalen(actie)
    )


def wat_er_staat(actie: Actie) -> dict[str, object]:
    actie = Actie.objects.get(pk=actie.pk)
    lijn = actie.history.first()
    return {
        "zelf": (actie.titel, actie.start, actie.versie, actie.zoektekst, actie.gearchiveerd_op),
        "rollen": sorted(actie.rollen.values_list("organisatie__naam", "rol")),
        "mijlpalen": sorted(actie.mijlpalen.values_list("titel", "streefdatum", "bereikt_op")),
        **{naam: sorted(getattr(actie, naam).values_list("pk", flat=True)) for naam in LIJSTEN},
        "toen": (lijn.titel, lijn.start, lijn.history_type, {n: getattr(lijn, n).count() for n in LIJSTEN}),
        "rollen_toen": sorted(
            actie.rollen.model.history.filter(actie=actie).values_list("rol", "history_type", "organisatie__naam")
        ),
        "mijlpalen_toen": sorted(
            actie.mijlpalen.model.history.filter(actie=actie).values_list("titel", "history_type", "streefdatum")
        ),
    }


def test_vele_worden_wat_elk_alleen_geworden_was(plan):
    alleen, *samen = acties()
    for actie in (alleen, *samen):
        actie.titel, actie.start = "Woonwijzers", dt.date(2024, 5, 1)
    wijzig_actie(actie=alleen, versie=1, omgeving=omgeving(alleen))
    wijzig_acties([(actie, 1, omgeving(actie)) for actie in samen])
    verwacht = wat_er_staat(alleen)
    assert verwacht["zelf"][2] == 2
    assert "woonwijzer" in verwacht["zelf"][3]
    assert (verwacht["ook_bij"], verwacht["toen"][3]["beleidsdomeinen"]) == ([], 1)
    assert [wat_er_staat(actie) for actie in samen] == [verwacht] * len(samen)
    assert Actie.history.filter(id=samen[0].pk, history_type="~").exclude(titel="Actie 2").count() == 1
    assert {actie.versie for actie in samen} == {2}  # the objects know it, for who works on with them


def test_wat_niet_gevraagd_wordt_blijft(plan):
    voor = [wat_er_staat(actie) for actie in acties()]
    anders = acties()
    anders[0].titel = "Anders"
    wijzig_acties([(actie, 1, Omgeving()) for actie in anders])
    for nummer, (toen, actie) in enumerate(zip(voor, anders, strict=True)):
        nu = wat_er_staat(actie)
        assert {k: nu[k] for k in ("rollen", "mijlpalen", *LIJSTEN)} == {
            k: toen[k] for k in ("rollen", "mijlpalen", *LIJSTEN)
        }
        assert nu["zelf"][:3] == ("Anders" if nummer == 0 else toen["zelf"][0], toen["zelf"][1], 2)


def test_een_verouderde_houdt_alles_tegen(plan):
    Actie.objects.filter(nummer=3).update(versie=4)
    anders = acties()
    for actie in anders:
        actie.titel = "Anders"
    with pytest.raises(ActieVerouderd) as fout:
        wijzig_acties([(actie, 1, Omgeving()) for actie in anders])
    assert fout.value.huidige.nummer == 3
    assert not Actie.objects.filter(titel="Anders").exists()


def test_wat_niet_mag_wordt_geweigerd(plan, organisatie, andere_organisatie, medewerker):
    eerste, tweede, *_ = acties()
    trekkers = Omgeving(rollen=[(organisatie, "trekker"), (andere_organisatie, "trekker")])
    with pytest.raises(ValidationError, match="hoogstens één trekker"):
        wijzig_acties([(eerste, 1, trekkers)])
    dubbel = Omgeving(mijlpalen=[MijlpaalRegel(None, "Nieuw", dt.date(2024, 1, 1))] * 2)
    with pytest.raises(ValidationError, match="twee mijlpalen"):
        wijzig_acties([(tweede, 1, dubbel)])
    lang = Omgeving(mijlpalen=[MijlpaalRegel(None, "x" * 201, dt.date(2024, 1, 1))])
    with pytest.raises(ValidationError):
        wijzig_acties([(tweede, 1, lang)])
    melding = maak.maak_melding(eerste, peildatum=dt.date(2023, 6, 30), toestand="concept", aanvaard_op=None)
    melding.mijlpalen.create(mijlpaal=eerste.mijlpalen.first(), bereikt_op=dt.date(2023, 1, 1))
    with pytest.raises(ValidationError, match="al gerapporteerd"):
        wijzig_acties([(eerste, 1, Omgeving(mijlpalen=[]))])
    elders = maak.maak_speerpunt(plan=maak.maak_plan(slug="elders"))
    with pytest.raises(ValidationError, match="hetzelfde plan"):
        wijzig_acties([(tweede, 1, Omgeving(ook_bij=[elders]))])
    nog = maak.maak_organisatie(naam="Dubbel (voorbeeld)")
    voeg_organisaties_samen(organisatie=nog, met=organisatie, soort="dubbel")
    with pytest.raises(ValidationError, match="samengevoegd"):
        wijzig_acties([(tweede, 1, Omgeving(rollen=[(nog, "partner")]))])
    type(plan).objects.filter(pk=plan.pk).update(toestand="afgesloten")
    with pytest.raises(ValidationError, match="afgesloten"):
        wijzig_acties([(tweede, 1, Omgeving())])


def test_archiveren_en_terughalen(plan):
    vele = acties()
    archiveer_acties([(actie, dt.date(2022, 1, 1), "Voorbij.") for actie in vele[:3]])
    assert list(Actie.objects.filter(gearchiveerd_op=dt.date(2022, 1, 1)).values_list("nummer", "versie")) == [
        (1, 2), (2, 2), (3, 2)
    ]  # fmt: skip
    lijn = vele[0].history.first()
    assert (lijn.archief_reden, lijn.history_type, lijn.ook_bij.count()) == ("Voorbij.", "~", 1)
    with pytest.raises(ValidationError, match="al gearchiveerd"):
        archiveer_acties([(actie, dt.date(2022, 1, 1), "Nog eens.") for actie in acties()[:1]])
    terug = acties()[:3]
    terug[0].titel = "Nog niet bewaard"
    haal_acties_terug([(actie, 2) for actie in terug])
    assert list(Actie.objects.filter(gearchiveerd_op=None).values_list("titel", "versie"))[:2] == [
        ("Actie 1", 3), ("Actie 2", 3)
    ]  # fmt: skip
    assert [actie.versie for actie in terug] == [3, 3, 3]
    maak.maak_melding(vele[4], toestand="ingediend", peildatum=dt.date(2023, 6, 30), aanvaard_op=None)
    with pytest.raises(ValidationError, match=r"1\.5 wacht nog"):
        archiveer_acties([(actie, dt.date(2022, 1, 1), "Voorbij.") for actie in vele[4:]])


def test_evenveel_vragen_aan_de_database_voor_twee_en_voor_zes(plan):
    def vragen(deel: list[Actie], titel: str) -> int:
        for actie in deel:
            actie.titel = titel
        with CaptureQueriesContext(
            connection,
        ) as vang:
            wijzig_acties([(a, a.versie, Omgeving(mijlpalen=None, beleidsdomeinen=[])) for a in deel])
        return len(vang)

    assert vragen(acties()[:2], "Een") == vragen(acties(), "Twee")
