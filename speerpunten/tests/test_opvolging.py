"""The making of the next plan: its speerpunten, what becomes of each actie, and the acties that go along."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisaties.models import Organisatie
from speerpunten.keuzes import Overgangsbesluit, Toestand
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Doelgroep, Overgang, Speerpunt
from speerpunten.services.opvolging import (
    Besluit,
    BesluitenOngeldig,
    OvergangVerouderd,
    Speerpuntregel,
    VerdelingVerouderd,
    beslis_overgangen,
    maak_opvolger,
    neem_acties_over,
    stempel_van,
    verdeel_speerpunten,
    vingerafdruk,
)
from speerpunten.services.overname import stel_overname_samen
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
VAN, TOT = dt.date(2026, 1, 1), dt.date(2029, 12, 31)


@pytest.fixture
def beheerder():
    return maak.maak_beheerder()


@pytest.fixture
def oud():
    """Give a closed plan of four speerpunten with two acties each."""
    plan = maak.maak_plan(slug="oud", contact="plan@voorbeeld.test", opdrachtgever=maak.maak_organisatie())
    for nummer in range(1, 5):
        punt = maak.maak_speerpunt(plan=plan, nummer=nummer)
        for _ in range(2):
            maak.maak_actie(speerpunt=punt)
    Beleidsplan.objects.filter(pk=plan.pk).update(toestand=Toestand.AFGESLOTEN)
    return Beleidsplan.objects.get(pk=plan.pk)


@pytest.fixture
def nieuw(oud, beheerder):
    return maak_opvolger(plan=oud, naam="Plan 2026", slug="nieuw", van=VAN, tot=TOT, door=beheerder)


def punt(plan: Beleidsplan, nummer: int) -> Speerpunt:
    return plan.speerpunten.get(nummer=nummer)


def actie(plan: Beleidsplan, code: str) -> Actie:
    speerpunt, nummer = code.split(".")
    return Actie.objects.get(speerpunt__plan=plan, speerpunt__nummer=speerpunt, nummer=nummer)


@pytest.fixture
def verdeeld(nieuw, oud, beheerder):
    """Give the next plan: 1 goes on, 2 and 3 merge, 1 and 2 both go on in a third too, 4 ends, and one is new."""
    een, twee, drie = (punt(oud, nr) for nr in (1, 2, 3))
    regels = [
        Speerpuntregel(1, "Eerste", vervolg_op=[een]),
        Speerpuntregel(2, "Samen", vervolg_op=[twee, drie]),
        Speerpuntregel(3, "Gesplitst", vervolg_op=[een]),
        Speerpuntregel(4, "Nieuw"),
    ]
    verdeel_speerpunten(plan=nieuw, regels=regels, door=beheerder)
    return nieuw


def besluiten(plan: Beleidsplan) -> list[Besluit]:
    oud, soort = plan.opvolger_van, Overgangsbesluit
    return [
        Besluit(actie(oud, "1.1"), soort.LOOPT_DOOR, punt(plan, 1)),
        Besluit(actie(oud, "1.2"), soort.LOOPT_DOOR, punt(plan, 3)),
        Besluit(actie(oud, "2.1"), soort.LOOPT_DOOR, punt(plan, 2)),
        Besluit(actie(oud, "2.2"), soort.STOPT, reden="Uitgevoerd op 31/12/2025."),
        Besluit(actie(oud, "3.1"), soort.LOOPT_DOOR, punt(plan, 2)),
        Besluit(actie(oud, "3.2"), soort.LOOPT_DOOR, punt(plan, 2)),
        Besluit(actie(oud, "4.1"), soort.VERHUIST, punt(plan, 4), "Past beter bij het nieuwe speerpunt."),
        Besluit(actie(oud, "4.2"), soort.STOPT, reden="Het speerpunt loopt niet door."),
    ]


def afdruk(plan: Beleidsplan) -> dict[str, list]:
    """Give every column of every row of the former plan and of what hangs on it."""
    acties = set(Actie.objects.filter(speerpunt__plan=plan).values_list("pk", flat=True))
    punten = set(plan.speerpunten.values_list("pk", flat=True))
    mag = {Beleidsplan: {plan.pk}, Speerpunt: punten, Actie: acties}
    uit = {}
    for model in apps.get_app_config("speerpunten").get_models():
        for veld in model._meta.concrete_fields:
            if (
                veld.related_model in mag
                and model not in {Overgang, Overgang.history.model}
                and veld.name != "vervolg_op"
            ):
                rijen = model._base_manager.filter(**{f"{veld.name}__in": mag[veld.related_model]})
                if model is Beleidsplan or veld.name == "opvolger_van":
                    continue
                uit[f"{model.__name__}.{veld.name}"] = list(rijen.order_by("pk").values_list())
    for model, sleutels in mag.items():
        uit[model.__name__] = list(model._base_manager.filter(pk__in=sleutels).order_by("pk").values_list())
        uit[f"{model.__name__}.history"] = list(model.history.filter(id__in=sleutels).order_by("pk").values_list())
    for model, naam, sleutels in (
        (Actie, "ook_bij", acties),
        (Actie, "beleidsdomeinen", acties),
        (Actie, "doelgroepen", acties),
    ):
        rijen = getattr(model, naam).through.objects.filter(actie__in=sleutels)
        uit[f"{naam}"] = list(rijen.order_by("pk").values_list())
    return uit


def test_een_opvolger_is_een_concept_van_hetzelfde_bestuur_dat_niemand_anders_ziet(oud, nieuw, beheerder, client):
    assert (nieuw.toestand, nieuw.openbaar, nieuw.opvolger_van) == (Toestand.CONCEPT, False, oud)
    assert (nieuw.opdrachtgever, nieuw.contact, nieuw.vier_ogen) == (oud.opdrachtgever, oud.contact, oud.vier_ogen)
    assert client.get("/plannen/nieuw/").status_code == 404
    with pytest.raises(ValidationError, match="al een opvolger"):
        maak_opvolger(plan=oud, naam="Nog een", slug="nog-een", van=VAN, tot=TOT, door=beheerder)
    with pytest.raises(ValidationError, match="begint na"):
        maak_opvolger(plan=nieuw, naam="Te vroeg", slug="vroeg", van=VAN, tot=TOT, door=beheerder)
    with pytest.raises(ValidationError) as fout:
        maak_opvolger(plan=nieuw, naam="Zelfde", slug="oud", van=TOT, tot=TOT, door=beheerder)
    assert "slug" in fout.value.message_dict


def test_alleen_een_beheerder_maakt_het_volgende_plan(verdeeld, oud):
    daden = (
        (maak_opvolger, {"naam": "Zo", "slug": "zo", "van": TOT, "tot": TOT}),
        (verdeel_speerpunten, {"regels": []}),
        (beslis_overgangen, {"besluiten": besluiten(verdeeld)}),
        (neem_acties_over, {}),
    )
    for door in (AnonymousUser(), *(maak.maak_gebruiker(rol=rol) for rol in ("", "lezer", "beleidsmedewerker"))):
        for daad, wat in daden:
            with pytest.raises(PermissionDenied):
                daad(plan=verdeeld, door=door, **wat)
    assert not Overgang.objects.exists()
    assert verdeeld.speerpunten.count() == 4


def test_speerpunten_lopen_door_gaan_samen_splitsen_en_komen_erbij(verdeeld, oud, beheerder):
    wat = {p.nummer: (p.titel, p.vervolg_op, set(p.ook_vervolg_op.all())) for p in verdeeld.speerpunten.all()}
    een, twee, drie = (punt(oud, nr) for nr in (1, 2, 3))
    assert wat == {
        1: ("Eerste", een, set()),
        2: ("Samen", twee, {drie}),
        3: ("Gesplitst", een, set()),
        4: ("Nieuw", None, set()),
    }
    # Numbers are exchanged in one go, a row that does not change gets no line of history, and one that goes is gone.
    alle = {p.nummer: p for p in verdeeld.speerpunten.all()}
    regels = [
        Speerpuntregel(2, "Eerste", vervolg_op=[een], speerpunt=alle[1]),
        Speerpuntregel(1, "Samen", vervolg_op=[drie, twee], speerpunt=alle[2]),
        Speerpuntregel(3, "Gesplitst", vervolg_op=[een], speerpunt=alle[3]),
    ]
    verdeel_speerpunten(plan=verdeeld, regels=regels, door=beheerder, gezien=stempel_van(verdeeld))
    assert list(verdeeld.speerpunten.values_list("nummer", "titel")) == [(1, "Samen"), (2, "Eerste"), (3, "Gesplitst")]
    assert punt(verdeeld, 1).vervolg_op == drie
    assert alle[3].history.count() == 1
    assert punt(verdeeld, 1).zet_voort_ids() == {twee.pk, drie.pk}


def test_een_verdeling_die_niet_kan_wordt_geweigerd(verdeeld, oud, beheerder):
    alle = {p.nummer: p for p in verdeeld.speerpunten.all()}
    rij = Speerpuntregel(1, "Eerste", vervolg_op=[punt(oud, 1)], speerpunt=alle[1])

    def verdeel(*regels, **over):
        verdeel_speerpunten(plan=verdeeld, regels=regels, door=beheerder, **over)

    with pytest.raises(VerdelingVerouderd):
        verdeel(rij, gezien="anders")
    with pytest.raises(ValidationError, match="meer dan een keer"):
        verdeel(rij, Speerpuntregel(1, "Ook een"))
    with pytest.raises(ValidationError, match="van het vorige plan"):
        verdeel(Speerpuntregel(1, "Vreemd", vervolg_op=[maak.maak_speerpunt()]))
    with pytest.raises(ValidationError, match="niet \\(meer\\)"):
        verdeel(Speerpuntregel(1, "Vreemd", speerpunt=maak.maak_speerpunt()))
    beslis_overgangen(plan=verdeeld, besluiten=besluiten(verdeeld), door=beheerder)
    with pytest.raises(ValidationError, match="kan niet weg: er is al over acties beslist"):
        verdeel(rij)
    anders = [
        Speerpuntregel(p.nummer, p.titel, vervolg_op=[punt(oud, 2)], speerpunt=p) for p in verdeeld.speerpunten.all()
    ]
    with pytest.raises(ValidationError, match=r"lopen door in speerpunt 1: 1\.1\."):
        verdeel(*anders)
    neem_acties_over(plan=verdeeld, door=beheerder)
    with pytest.raises(ValidationError, match="er staan al acties in"):
        verdeel(rij)
    assert verdeeld.speerpunten.count() == 4
    verdeeld.openbaar = True
    verdeeld.save()
    with pytest.raises(ValidationError, match="openbaar"):
        verdeel(rij)


def test_een_besluit_past_bij_de_verdeling(verdeeld, oud, beheerder):
    soort = Overgangsbesluit
    maak.maak_actie(speerpunt=punt(oud, 1), nummer=9, gearchiveerd_op=dt.date(2024, 1, 1), archief_reden="Weg.")
    fout = {
        "hoort niet bij het vorige": Besluit(maak.maak_actie(), soort.LOOPT_DOOR, punt(verdeeld, 1)),
        "gearchiveerd": Besluit(actie(oud, "1.9"), soort.STOPT, reden="Weg."),
        "van het volgende plan": Besluit(actie(oud, "1.1"), soort.LOOPT_DOOR, punt(oud, 1)),
        "zet dat van de actie niet voort": Besluit(actie(oud, "1.2"), soort.LOOPT_DOOR, punt(verdeeld, 2)),
        "zet dat van de actie voort": Besluit(actie(oud, "2.1"), soort.VERHUIST, punt(verdeeld, 2), "Zo."),
        "Zeg waarom": Besluit(actie(oud, "2.2"), soort.STOPT, reden="  "),
        "kiest een speerpunt": Besluit(actie(oud, "3.1"), soort.LOOPT_DOOR),
        "geen geldige keuze": Besluit(actie(oud, "3.2"), "onzin"),
    }
    with pytest.raises(BesluitenOngeldig) as gevangen:
        beslis_overgangen(plan=verdeeld, besluiten=[*fout.values(), besluiten(verdeeld)[-1]], door=beheerder)
    per_actie = {pk: " ".join(een.messages) for pk, een in gevangen.value.per_actie.items()}
    for tekst, besluit in fout.items():
        assert tekst in per_actie[besluit.actie.pk]
    assert len(per_actie) == len(fout)
    assert not Overgang.objects.exists()  # all or nothing


def test_over_een_actie_staat_er_een_besluit(verdeeld, oud, beheerder):
    een = actie(oud, "1.1")
    beide = [Besluit(een, Overgangsbesluit.STOPT, reden="Zo."), Besluit(een, Overgangsbesluit.STOPT, reden="Toch zo.")]
    with pytest.raises(ValidationError, match="meer dan een besluit"):
        beslis_overgangen(plan=verdeeld, besluiten=beide, door=beheerder)
    assert not Overgang.objects.filter(actie=een, reden__contains="zo").exists()


def test_wie_als_tweede_beslist_overschrijft_niets(verdeeld, oud, beheerder):
    eerst, *_ = beslis_overgangen(plan=verdeeld, besluiten=besluiten(verdeeld), door=beheerder)
    anders = Besluit(eerst.actie, Overgangsbesluit.STOPT, reden="Toch niet.", gezien="")
    with pytest.raises(OvergangVerouderd) as gevangen:
        beslis_overgangen(plan=verdeeld, besluiten=[anders], door=beheerder)
    assert gevangen.value.acties == {eerst.actie_id}
    gezien = vingerafdruk(eerst.besluit, eerst.naar_id, eerst.reden)
    wist = Besluit(eerst.actie, Overgangsbesluit.STOPT, reden="Toch niet.", gezien=gezien)
    beslis_overgangen(plan=verdeeld, besluiten=[wist], door=beheerder)
    eerst.refresh_from_db()
    assert (eerst.besluit, eerst.naar, eerst.reden) == (Overgangsbesluit.STOPT, None, "Toch niet.")
    assert eerst.history.count() == 2


def test_acties_gaan_over_met_wat_erbij_hoort_en_zonder_wat_gezegd_is(verdeeld, oud, beheerder):
    oude = actie(oud, "2.1")
    Actie.objects.filter(pk=oude.pk).update(
        titel="Buurtfeest", omschrijving="Een feest.", beoogd_resultaat="Ontmoeting.", toelichting="Achtergrond.",
        start=dt.date(2023, 1, 1), start_alleen_jaar=True, einde=dt.date(2024, 5, 1), openbaar=False,
        bron="https://voorbeeld.test/plan", volgens_bron="De woorden.", koppeling_is_interpretatie=True,
        verantwoordelijke=beheerder,
    )  # fmt: skip
    domein = Beleidsdomein.objects.create(naam="Cultuur", slug="cultuur")
    groep = Doelgroep.objects.create(naam="Jongeren", slug="jongeren")
    oude.beleidsdomeinen.add(domein)
    oude.doelgroepen.add(groep)
    oude.ook_bij.add(punt(oud, 1), punt(oud, 3))
    blijft, weg = maak.maak_organisatie(naam="Buurthuis (voorbeeld)"), maak.maak_organisatie(naam="Weg (voorbeeld)")
    op = maak.maak_organisatie()
    Organisatie.objects.filter(pk=op.pk).update(
        opvolger=blijft, samenvoeging="fusie", samengevoegd_op=dt.date(2025, 1, 1)
    )
    Organisatie.objects.filter(pk=weg.pk).update(actief_tot=dt.date(2025, 6, 30))
    maak.geef_rol(oude, Organisatie.objects.get(pk=op.pk))
    maak.geef_rol(oude, blijft, "partner")
    maak.geef_rol(oude, weg, "financier")
    maak.maak_mijlpaal(oude, titel="Zaal", bereikt_op=dt.date(2023, 1, 1))
    maak.maak_mijlpaal(oude, titel="Feest", streefdatum=dt.date(2026, 6, 1))
    doelen = {"Later": dt.date(2027, 1, 1), "Voorbij": dt.date(2025, 1, 1)}
    for naam, dag in doelen.items():
        maak.maak_indicator(oude, naam=naam, nulwaarde=5, streefdatum=dag)
    maak.maak_indicator(oude, naam="Telt op", cumulatief=True, streefdatum=dt.date(2027, 1, 1))
    maak.maak_melding(oude)
    voor = afdruk(oud)

    beslis_overgangen(plan=verdeeld, besluiten=besluiten(verdeeld), door=beheerder)
    kijk = stel_overname_samen(verdeeld)
    assert [(p.nummer, n) for p, n in kijk.per_speerpunt] == [(1, 1), (2, 3), (3, 1), (4, 1)]
    assert Actie.objects.filter(speerpunt__plan=verdeeld).count() == 0  # looking makes nothing
    overname = neem_acties_over(plan=verdeeld, door=beheerder)
    assert overname.aantal == 6
    assert overname.opmerkingen == kijk.opmerkingen

    codes = {a.vervolg_op.code: a.code for a in Actie.objects.filter(speerpunt__plan=verdeeld)}
    assert codes == {"1.1": "1.1", "1.2": "3.1", "2.1": "2.1", "3.1": "2.2", "3.2": "2.3", "4.1": "4.1"}
    nieuwe = Actie.objects.met_stand().get(vervolg_op=oude)
    assert (nieuwe.titel, nieuwe.omschrijving, nieuwe.beoogd_resultaat, nieuwe.toelichting) == (
        "Buurtfeest", "Een feest.", "Ontmoeting.", "Achtergrond.",
    )  # fmt: skip
    assert (nieuwe.start, nieuwe.start_alleen_jaar, nieuwe.einde) == (dt.date(2023, 1, 1), True, None)
    assert (nieuwe.openbaar, nieuwe.verantwoordelijke, nieuwe.stand_id) == (False, beheerder, None)
    assert (nieuwe.bron, nieuwe.volgens_bron) == ("https://voorbeeld.test/plan", "")
    assert list(nieuwe.beleidsdomeinen.all()) == [domein]
    assert list(nieuwe.doelgroepen.all()) == [groep]
    assert list(nieuwe.ook_bij.all()) == []  # 1 was split, and 3 is its own now
    assert {(r.organisatie.naam, r.rol) for r in nieuwe.rollen.all()} == {
        ("Buurthuis (voorbeeld)", "trekker"), ("Buurthuis (voorbeeld)", "partner"),
    }  # fmt: skip
    assert list(nieuwe.mijlpalen.values_list("titel", "streefdatum", "bereikt_op")) == [
        ("Feest", dt.date(2026, 6, 1), None)
    ]
    cijfers = nieuwe.indicatoren.all()
    assert {(i.naam, i.nulwaarde, i.streefwaarde, i.streefdatum, i.metingen.count()) for i in cijfers} == {
        ("Later", 5, 500, dt.date(2027, 1, 1), 0), ("Voorbij", None, None, None, 0), ("Telt op", None, None, None, 0),
    }  # fmt: skip
    assert any("Weg (voorbeeld) (financier) gaat niet mee" in tekst for tekst in overname.opmerkingen)
    assert sum("het doel van de indicator" in tekst for tekst in overname.opmerkingen) == 2
    assert nieuwe.history.count() == 1
    assert nieuwe.indicatoren.first().history.count() == 1
    assert neem_acties_over(plan=verdeeld, door=beheerder).aantal == 0
    assert Actie.objects.filter(speerpunt__plan=verdeeld).count() == 6
    assert afdruk(oud) == voor


def test_een_besluit_dat_verandert_neemt_de_gemaakte_actie_mee(verdeeld, oud, beheerder):
    beslis_overgangen(plan=verdeeld, besluiten=besluiten(verdeeld), door=beheerder)
    neem_acties_over(plan=verdeeld, door=beheerder)
    oude = actie(oud, "1.1")
    nieuwe = Actie.objects.get(vervolg_op=oude)

    def beslis(*wat):
        beslis_overgangen(plan=verdeeld, besluiten=[Besluit(oude, *wat)], door=beheerder)
        nieuwe.refresh_from_db()

    beslis(Overgangsbesluit.STOPT, None, "Geen geld.")
    assert (nieuwe.gearchiveerd_op, nieuwe.archief_reden) == (timezone.localdate(), "Geen geld.")
    assert neem_acties_over(plan=verdeeld, door=beheerder).aantal == 0
    beslis(Overgangsbesluit.LOOPT_DOOR, punt(verdeeld, 3))
    assert (nieuwe.gearchiveerd_op, nieuwe.code) == (None, "3.2")
    assert nieuwe.verplaatsingen.get().van_code == "1.1"
    beslis("")
    assert nieuwe.archief_reden == "Het besluit om deze actie te laten doorlopen, is ingetrokken."
    assert not Overgang.objects.filter(actie=oude).exists()
    assert neem_acties_over(plan=verdeeld, door=beheerder).aantal == 0
    assert Actie.objects.filter(vervolg_op=oude).count() == 1


def test_in_een_openbaar_plan_blijft_een_besluit_en_komen_er_alleen_bij(verdeeld, oud, beheerder):
    *eerst, laatst = besluiten(verdeeld)
    beslis_overgangen(plan=verdeeld, besluiten=eerst, door=beheerder)
    neem_acties_over(plan=verdeeld, door=beheerder)
    verdeeld.openbaar, verdeeld.toestand = True, Toestand.LOPEND
    verdeeld.save()
    with pytest.raises(BesluitenOngeldig, match="Wat beslist is, blijft staan"):
        beslis_overgangen(plan=verdeeld, besluiten=[Besluit(eerst[0].actie, "")], door=beheerder)
    door = Besluit(laatst.actie, Overgangsbesluit.VERHUIST, punt(verdeeld, 4), "Toch nog.")
    beslis_overgangen(plan=verdeeld, besluiten=[door], door=beheerder)
    assert neem_acties_over(plan=verdeeld, door=beheerder).aantal == 1
    Beleidsplan.objects.filter(pk=verdeeld.pk).update(toestand=Toestand.AFGESLOTEN)
    with pytest.raises(ValidationError, match="afgesloten"):
        neem_acties_over(plan=verdeeld, door=beheerder)


def test_overnemen_vraagt_evenveel_voor_een_als_voor_veel_acties(oud, nieuw, beheerder):
    verdeel_speerpunten(
        plan=nieuw, regels=[Speerpuntregel(1, "Al", vervolg_op=list(oud.speerpunten.all()))], door=beheerder
    )
    aantallen = []
    for hoeveel in (1, 60):
        for _ in range(hoeveel):
            oude = maak.maak_actie(speerpunt=punt(oud, 1))
            maak.geef_rol(oude, maak.maak_organisatie())
            maak.maak_indicator(oude)
            maak.maak_mijlpaal(oude)
            Overgang.objects.create(plan=nieuw, actie=oude, besluit=Overgangsbesluit.LOOPT_DOOR, naar=punt(nieuw, 1))
        with CaptureQueriesContext(connection) as gevraagd:
            assert neem_acties_over(plan=nieuw, door=beheerder).aantal == hoeveel
        aantallen.append(len(gevraagd))
    assert max(aantallen) < 35  # SQLite cuts a long INSERT in two
