"""A plan file of a plan that succeeds another: what it continues comes in, and what cannot be is told per row."""

import pytest

from speerpunten.models import Actie, Beleidsplan, Overgang, Planrecord, Speerpunt
from speerpunten.planbestand.bestand import Planfout
from speerpunten.planbestand.laden import laad_plan
from speerpunten.tests import maak
from speerpunten.tests.planbestanden import basis, momentopname, schrijf

pytestmark = pytest.mark.django_db


def volgend() -> dict:
    """Give the plan that follows `basis`: two speerpunten merge, one goes on twice, one is new; so do the acties."""
    return {
        "formaat": "samenleven-plan/1",
        "beleidsplan": {
            "sleutel": "volgend",
            "naam": "Volgend plan (voorbeeld)",
            "van": "2032-01-01",
            "tot": "2037-12-31",
            "opvolger_van": "buurtplan",
        },
        "speerpunten": [
            {"nummer": 1, "titel": "Samen", "vervolg_op": 2, "ook_vervolg_op": [3, 1]},
            {"nummer": 2, "titel": "Gesplitst", "vervolg_op": 1},
            {"nummer": 3, "titel": "Nieuw"},
        ],
        "acties": [
            {"sleutel": "b-1", "speerpunt": 1, "titel": "Keuken", "vervolg_op": "a-1"},
            {"sleutel": "b-2", "speerpunt": 2, "titel": "Keuken elders", "vervolg_op": "a-1"},
            {"sleutel": "b-3", "speerpunt": 3, "titel": "Moestuin"},
        ],
    }


def zonder_vervolg(inhoud: dict) -> dict:
    """Take out of a plan file what its speerpunten and acties continue."""
    for rij in (*inhoud["speerpunten"], *inhoud["acties"]):
        for naam in ("vervolg_op", "ook_vervolg_op"):
            rij.pop(naam, None)
    return inhoud


@pytest.fixture
def oud(tmp_path) -> Beleidsplan:
    """The former plan, loaded and closed."""
    inhoud = basis()
    inhoud["beleidsplan"]["toestand"] = "afgesloten"
    laad_plan(schrijf(tmp_path, inhoud, "oud.json"))
    return Beleidsplan.objects.get()


def vervolg() -> tuple[dict, dict]:
    """Give number -> what a speerpunt of the next plan continues (the first, the others), and the same of acties."""
    punten = {
        punt.nummer: (
            punt.vervolg_op and punt.vervolg_op.nummer,
            sorted(punt.ook_vervolg_op.values_list("nummer", flat=True)),
        )
        for punt in Speerpunt.objects.filter(plan__slug="volgend")
    }
    acties = Actie.objects.filter(speerpunt__plan__slug="volgend").op_code()
    return punten, {actie.code: actie.vervolg_op and actie.vervolg_op.titel for actie in acties}


def test_een_plan_laden_dat_een_ander_opvolgt(oud, tmp_path):
    oude_rijen = [list(model.objects.order_by("pk").values()) for model in (Beleidsplan, Speerpunt, Actie)]
    zonder, alleen_rijen = zonder_vervolg(volgend()), volgend()
    del zonder["beleidsplan"]["opvolger_van"], alleen_rijen["beleidsplan"]["opvolger_van"]
    laad_plan(schrijf(tmp_path, zonder))
    assert vervolg() == ({1: (None, []), 2: (None, []), 3: (None, [])}, {"1.1": None, "2.1": None, "3.1": None})

    # The same plan with what it continues: --proef tells it and changes nothing, then it comes in, once.
    pad = schrijf(tmp_path, volgend())
    voor = momentopname()
    proef = laad_plan(pad, proef=True)
    assert momentopname() == voor
    verslag = laad_plan(pad)
    assert proef.wijzigingen == verslag.wijzigingen == [
        "beleidsplan.opvolger_van: (leeg) -> “buurtplan”",
        "speerpunten[1].vervolg_op: (leeg) -> “2”",
        "speerpunten[1].ook_vervolg_op: (leeg) -> 1, 3",
        "speerpunten[2].vervolg_op: (leeg) -> “1”",
        "acties[b-1].vervolg_op: (leeg) -> “a-1”",
        "acties[b-2].vervolg_op: (leeg) -> “a-1”",
    ]  # fmt: skip
    assert Beleidsplan.objects.get(slug="volgend").opvolger_van == oud
    geladen = (
        {1: (2, [1, 3]), 2: (1, []), 3: (None, [])},
        {"1.1": "Open keuken", "2.1": "Open keuken", "3.1": None},
    )
    assert vervolg() == geladen
    samen = Speerpunt.objects.get(plan__slug="volgend", nummer=1)
    assert samen.history.first().ook_vervolg_op.count() == 2
    assert {regel.history_change_reason for regel in samen.history.all()} == {"laad_plan plan.json"}
    voor = momentopname()
    for nog_eens in (volgend(), zonder, alleen_rijen):  # the same again, and what says nothing of it, or not all
        verslag = laad_plan(schrijf(tmp_path, nog_eens))
        assert not verslag.verandert_iets
        assert not verslag.met_de_hand
    assert {naam for naam, rijen in momentopname().items() if rijen != voor[naam]} == set()

    # What was chosen by hand stays and is named; what the file changes comes in; nothing is written to the old plan.
    splits = Speerpunt.objects.get(plan__slug="volgend", nummer=2)
    splits.vervolg_op = oud.speerpunten.get(nummer=3)
    splits.save()
    anders = volgend()
    anders["speerpunten"][0]["ook_vervolg_op"] = [1]
    anders["speerpunten"][1]["vervolg_op"] = 2
    anders["acties"][1]["vervolg_op"] = "a-2"
    anders["acties"][0]["vervolg_op"] = ""
    verslag = laad_plan(schrijf(tmp_path, anders))
    assert verslag.met_de_hand == ["speerpunten[2].vervolg_op: blijft “3”; het bestand zegt “2”"]
    assert vervolg() == (
        {1: (2, [1]), 2: (3, []), 3: (None, [])},
        {"1.1": None, "2.1": "Wandeling", "3.1": None},
    )
    assert not laad_plan(tmp_path / "oud.json").verandert_iets
    eigen = {"plan": oud.pk}
    assert [
        list(Beleidsplan.objects.filter(pk=oud.pk).values()),
        list(Speerpunt.objects.filter(**eigen).order_by("pk").values()),
        list(Actie.objects.in_plan(oud).order_by("pk").values()),
    ] == oude_rijen


def test_een_nieuw_plan_vindt_het_vorige_op_sleutel_nummer_en_wat_met_de_hand_gemaakt_is(oud, tmp_path):
    Beleidsplan.objects.filter(pk=oud.pk).update(slug="ander-adres")  # the key stays what it was
    punt = maak.maak_speerpunt(plan=oud, nummer=7)
    met_de_hand = maak.maak_actie(speerpunt=punt, titel="Met de hand")
    inhoud = volgend()
    inhoud["speerpunten"][2]["vervolg_op"] = 7
    laad_plan(schrijf(tmp_path, inhoud))
    punten, acties = vervolg()
    assert (punten[3], acties["1.1"]) == ((7, []), "Open keuken")
    # An actie without a key can be continued in the admin; the file then leaves it.
    b3 = Actie.objects.get(titel="Moestuin")
    b3.vervolg_op = met_de_hand
    b3.full_clean()
    b3.save()
    assert not laad_plan(schrijf(tmp_path, inhoud)).verandert_iets
    inhoud["acties"][2]["vervolg_op"] = "a-2"
    verslag = laad_plan(schrijf(tmp_path, inhoud))
    assert verslag.met_de_hand == [
        "acties[b-3].vervolg_op: blijft “Buurtplan (voorbeeld): 7.1 Met de hand”; het bestand zegt “a-2”"
    ]


def test_wat_niet_kan_noemt_de_rij_en_laadt_niets(oud, tmp_path):
    def fouten_in(inhoud: dict) -> list[str]:
        with pytest.raises(Planfout) as fout:
            laad_plan(schrijf(tmp_path, inhoud))
        return fout.value.fouten

    def geweigerd(plek=(), **anders) -> list[str]:
        inhoud = volgend()
        doel = inhoud
        for stap in plek:
            doel = doel[stap]
        doel |= anders
        return fouten_in(inhoud)

    voor = momentopname()
    plan, punt, actie = ("beleidsplan",), ("speerpunten", 0), ("acties", 0)
    assert geweigerd(plan, opvolger_van="weg") == [
        "beleidsplan.opvolger_van: het beleidsplan “weg” is niet bekend. Laad dat plan eerst."
    ]
    assert geweigerd(plan, opvolger_van="volgend") == ["beleidsplan.opvolger_van: een plan kan zichzelf niet opvolgen."]
    assert geweigerd(plan, van="2026-01-01") == [
        "beleidsplan.van: Een plan begint na het begin van het plan dat het opvolgt (01/01/2026)."
    ]
    zin = "dit plan volgt geen ander plan op. Noem het vorige plan in beleidsplan.opvolger_van."
    assert geweigerd(plan, opvolger_van="") == [
        f"{plek}: {zin}"
        for plek in (
            "speerpunten[1].vervolg_op",
            "speerpunten[1].ook_vervolg_op",
            "speerpunten[2].vervolg_op",
            "acties[b-1].vervolg_op",
            "acties[b-2].vervolg_op",
        )
    ]
    per_rij = {
        "speerpunten[1].vervolg_op: speerpunt 9 staat niet in het vorige plan “buurtplan”.": (punt, {"vervolg_op": 9}),
        "speerpunten[1].ook_vervolg_op: speerpunt 8 staat niet in het vorige plan “buurtplan”.": (
            punt,
            {"ook_vervolg_op": [1, 8]},
        ),
        "speerpunten[1].ook_vervolg_op: “1” staat er meer dan één keer in.": (punt, {"ook_vervolg_op": [1, 1]}),
        "speerpunten[1].ook_vervolg_op: Speerpunt 2 staat al bij “vervolg op”.": (punt, {"ook_vervolg_op": [1, 2]}),
        "speerpunten[1].ook_vervolg_op: Kies er eerst een bij “vervolg op”.": (punt, {"vervolg_op": None}),
        "acties[b-1].vervolg_op: de actie “a-9” is niet geladen uit het planbestand “buurtplan”.": (
            actie,
            {"vervolg_op": "a-9"},
        ),
        "acties[b-1].vervolg_op: “3.2” is geen sleutel. Gebruik kleine letters, cijfers en koppeltekens.": (
            actie,
            {"vervolg_op": "3.2"},
        ),
    }
    for fout, (plek, anders) in per_rij.items():
        assert geweigerd(plek, **anders) == [fout]
    assert momentopname() == voor

    # Once loaded: the plan it follows stays, the rules hold over several loads, and decisions are kept.
    laad_plan(schrijf(tmp_path, volgend()))
    ander = maak.maak_plan(slug="ander")
    maak.maak_speerpunt(plan=ander)
    (fout, *_) = geweigerd(plan, opvolger_van="ander")
    assert fout.startswith("speerpunten[1].vervolg_op: speerpunt 2 staat niet in het vorige plan “ander”.")
    los = zonder_vervolg(volgend())
    los["beleidsplan"]["opvolger_van"] = "ander"
    zin = "Van dit plan gaan al speerpunten of acties verder op die van het vorige plan."
    assert fouten_in(los) == [f"beleidsplan.opvolger_van: {zin}"]
    los["beleidsplan"]["opvolger_van"] = "buurtplan"
    los["speerpunten"][0]["vervolg_op"] = 3  # the others stay as they are, and 3 is among them
    assert fouten_in(los) == ["speerpunten[1].ook_vervolg_op: Speerpunt 3 staat al bij “vervolg op”."]
    loopt = Actie.objects.in_plan(oud).get(titel="Wandeling")
    naar = Speerpunt.objects.get(plan__slug="volgend", nummer=2)
    Overgang.objects.create(plan=naar.plan, actie=loopt, besluit="loopt_door", naar=naar)
    (fout,) = geweigerd(("speerpunten", 1), vervolg_op=3)
    assert fout.startswith("speerpunten[2]: Over acties is al beslist dat ze lopen door in speerpunt 2: 1.2.")
    tweede = volgend()
    tweede["beleidsplan"]["sleutel"] = "nog-een"
    (fout,) = fouten_in(tweede)
    assert fout.startswith("beleidsplan.opvolger_van: ")
    assert Planrecord.objects.filter(bestand="volgend", soort="acties").count() == 3
