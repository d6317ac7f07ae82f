"""A plan file that is wrong: each mistake is told with its record and field, all at once, and nothing is loaded."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from speerpunten.models import Beleidsplan
from speerpunten.planbestand import bestand
from speerpunten.planbestand.bestand import Planfout
from speerpunten.planbestand.laden import ECHT_PLAN, laad_plan
from speerpunten.planbestand.schema import BOVENSTE, SCHEMA
from speerpunten.planbestand.verslag import toon_verschil
from speerpunten.tests.planbestanden import basis, momentopname, schrijf

pytestmark = pytest.mark.django_db
DOCS = Path(settings.BASE_DIR) / "docs"


def fouten_van(pad: Path) -> list[str]:
    """Give what is wrong with a file, after checking that nothing was loaded."""
    voor = momentopname()
    with pytest.raises(Planfout) as fout:
        laad_plan(pad)
    assert momentopname() == voor
    return fout.value.fouten


ACTIE, PLAN, RONDE = ("acties", 0), ("beleidsplan",), ("rondes", 0)
LANG = "x" * 30_000
# place in the file, what is put there, what the message must begin with
FOUT_IN_EEN_VELD = [
    (ACTIE, {"start": "2022-13"}, "acties[a-1].start: “2022-13” is geen dag."),
    (ACTIE, {"start": "2026-02-30"}, "acties[a-1].start: “2026-02-30” is geen dag."),
    (ACTIE, {"start": 2026}, "acties[a-1].start: “2026” is geen dag."),
    (ACTIE, {"start": "٢٠٢٦"}, "acties[a-1].start: "),
    (ACTIE, {"start": "0001-01-01"}, "acties[a-1].start: "),
    (ACTIE, {"start": "9999"}, "acties[a-1].start: "),
    (ACTIE, {"start": "2029", "einde": "2028"}, "acties[a-1].einde: ligt voor “start”."),
    (ACTIE, {"doorlopend": True}, "acties[a-1].einde: een doorlopende actie heeft geen einde."),
    (ACTIE, {"doorlopend": "ja"}, "acties[a-1].doorlopend: “ja” is geen ja of nee."),
    (ACTIE, {"titel_kort": "x"}, "acties[a-1].titel_kort: dit veld bestaat niet."),
    (ACTIE, {"titel": ""}, "acties[a-1].titel: dit veld is verplicht."),
    (ACTIE, {"titel": "   "}, "acties[a-1].titel: dit veld is verplicht."),
    (ACTIE, {"titel": None}, "acties[a-1].titel: dit veld is verplicht."),
    (ACTIE, {"titel": ["x"]}, "acties[a-1].titel: een lijst is geen tekst."),
    (ACTIE, {"titel": "x" * 251}, "acties[a-1].titel: deze tekst telt 251 tekens."),
    (ACTIE, {"titel": "een\ntwee"}, "acties[a-1].titel: deze tekst moet op één regel staan."),
    (ACTIE, {"omschrijving": LANG}, "acties[a-1].omschrijving: deze tekst telt 30000 tekens."),
    (ACTIE, {"omschrijving": "a\x00b"}, "acties[a-1].omschrijving: in deze tekst staat een onleesbaar teken."),
    (ACTIE, {"bron": "javascript:alert(1)"}, "acties[a-1].bron: “javascript:alert(1)” is geen webadres."),
    (ACTIE, {"bron": "www.vgc.be"}, "acties[a-1].bron: “www.vgc.be” is geen webadres."),
    (ACTIE, {"speerpunt": 9}, "acties[a-1].speerpunt: speerpunt 9 staat niet in het bestand."),
    (ACTIE, {"speerpunt": "1"}, "acties[a-1].speerpunt: “1” is geen getal."),
    (ACTIE, {"speerpunt": True}, "acties[a-1].speerpunt: true is geen getal."),
    (ACTIE, {"speerpunt": 10**300}, "acties[a-1].speerpunt: een getal dat te groot is past niet."),
    (ACTIE, {"speerpunt": -1}, "acties[a-1].speerpunt: “-1” past niet."),
    (ACTIE, {"ook_bij": [1]}, "acties[a-1].ook_bij: 1 is het eigen speerpunt van de actie."),
    (ACTIE, {"ook_bij": [9]}, "acties[a-1].ook_bij: speerpunt 9 staat niet in het bestand."),
    (ACTIE, {"ook_bij": [2, 2]}, "acties[a-1].ook_bij: “2” staat er meer dan één keer in."),
    (ACTIE, {"ook_bij": [[2]]}, "acties[a-1].ook_bij: een lijst is geen getal."),
    (ACTIE, {"ook_bij": 2}, "acties[a-1].ook_bij: “2” is geen lijst."),
    (ACTIE, {"beleidsdomeinen": ["zang"]}, "acties[a-1].beleidsdomeinen: het beleidsdomein “zang” staat niet"),
    (ACTIE, {"doelgroepen": [{"sleutel": "ouders"}]}, "acties[a-1].doelgroepen: een object is geen sleutel."),
    (ACTIE, {"organisaties": "huis"}, "acties[a-1].organisaties: “huis” is geen lijst."),
    (ACTIE, {"organisaties": ["huis"]}, "acties[a-1].organisaties[1]: “huis” is geen object."),
    (
        ACTIE,
        {"organisaties": [{"organisatie": "huis-x", "rol": "partner"}]},
        "acties[a-1].organisaties[1].organisatie: de organisatie “huis-x” staat niet in het bestand",
    ),
    (
        ACTIE,
        {"organisaties": [{"organisatie": "huis", "rol": "baas"}]},
        "acties[a-1].organisaties[1].rol: “baas” is geen keuze.",
    ),
    (
        ACTIE,
        {"organisaties": [{"organisatie": o, "rol": "trekker"} for o in ("huis", "dienst")]},
        "acties[a-1].organisaties: er is meer dan één trekker.",
    ),
    (
        ACTIE,
        {"organisaties": [{"organisatie": "huis", "rol": "partner"}] * 2},
        "acties[a-1].organisaties: “huis” staat er meer dan één keer als partner.",
    ),
    (ACTIE, {"mijlpalen": [{"titel": "Klaar"}]}, "acties[a-1].mijlpalen[1].streefdatum: dit veld is verplicht."),
    (
        ACTIE,
        {"mijlpalen": [{"titel": "Klaar", "streefdatum": "2026-01-01"}] * 2},
        "acties[a-1].mijlpalen: “Klaar” staat er meer dan één keer.",
    ),
    (ACTIE, {"stand": []}, "acties[a-1].stand: een lijst is geen object."),
    (
        ACTIE,
        {"stand": {"status": "klaar", "peildatum": "2026-01-01"}},
        "acties[a-1].stand.status: “klaar” is geen keuze.",
    ),
    (ACTIE, {"stand": {"status": "uitgevoerd"}}, "acties[a-1].stand.peildatum: dit veld is verplicht."),
    (
        ACTIE,
        {"stand": {"status": "uitgevoerd", "peildatum": "2199-01-01"}},
        "acties[a-1].stand.peildatum: “2199-01-01” moet nog komen.",
    ),
    (ACTIE, {"sleutel": "a-2"}, "acties[a-2].sleutel: staat er meer dan één keer."),
    (ACTIE, {"sleutel": "Actie Één"}, "acties[rij 1].sleutel: “Actie Één” is geen sleutel."),
    (ACTIE, {"sleutel": None}, "acties[rij 1].sleutel: dit veld is verplicht."),
    (PLAN, {"tot": "2025-01-01"}, "beleidsplan.tot: ligt voor “van”."),
    (PLAN, {"van": None}, "beleidsplan.van: dit veld is verplicht."),
    (
        PLAN,
        {"toestand": "klaar"},
        "beleidsplan.toestand: “klaar” is geen keuze. Kies uit: concept, lopend, afgesloten.",
    ),
    (PLAN, {"contact": "geen adres"}, "beleidsplan.contact: “geen adres” is geen e-mailadres."),
    (PLAN, {"opdrachtgever": "niemand"}, "beleidsplan.opdrachtgever: de organisatie “niemand” staat niet"),
    (PLAN, {"sleutel": "x" * 81}, "beleidsplan.sleutel: deze sleutel telt 81 tekens."),
    (RONDE, {"deadline": "2027-01-01"}, "rondes[jaar-1].deadline: ligt voor “opent”."),
    (RONDE, {"sluit": None}, "rondes[jaar-1].sluit: dit veld is verplicht."),
    (
        ("organisaties", 0),
        {"kbo": "0862.910.118"},
        "organisaties[dienst].kbo: “0862.910.118” is geen geldig KBO-nummer.",
    ),
    (
        ("organisaties", 1),
        {"kbo": "0862910119"},
        "organisaties[dienst].kbo: “0862.910.119” staat er meer dan één keer.",
    ),
    (("speerpunten", 1), {"nummer": 1}, "speerpunten[1].nummer: staat er meer dan één keer."),
    (("speerpunten", 1), {"nummer": None}, "speerpunten[rij 2].nummer: dit veld is verplicht."),
    (("speerpunten", 1), {"titel": 5}, "speerpunten[2].titel: “5” is geen tekst."),
    ((), {"speerpunten": []}, "speerpunten: er is minstens één speerpunt nodig."),
    ((), {"speerpunten": {}}, "speerpunten: een object is geen lijst."),
    ((), {"acties": None}, "acties: null is geen lijst."),
    ((), {"acties": [3]}, "acties[rij 1]: “3” is geen object."),
    ((), {"beleidsplan": []}, "beleidsplan: een lijst is geen object."),
    ((), {"formaat": "samenleven-plan/2"}, "formaat: “samenleven-plan/2” is niet bekend."),
    ((), {"leeswijzer": "uitleg"}, "leeswijzer: schrijf een lijst van teksten."),
    ((), {"actie": []}, "actie: dit veld bestaat niet."),
]


@pytest.mark.parametrize(("plek", "anders", "begin"), FOUT_IN_EEN_VELD)
def test_een_fout_noemt_rij_en_veld(tmp_path, plek, anders, begin):
    inhoud = basis()
    doel = inhoud
    for stap in plek:
        doel = doel[stap]
    doel.update(anders)
    fouten = fouten_van(schrijf(tmp_path, inhoud))
    assert any(fout.startswith(begin) for fout in fouten), fouten


def test_alle_fouten_komen_samen(tmp_path):
    inhoud = basis()
    inhoud["beleidsplan"]["tot"] = "morgen"
    inhoud["acties"][0] |= {"start": "nooit", "speerpunt": 9}
    inhoud["acties"][1]["titel"] = ""
    inhoud["rondes"][0]["sluit"] = "2020-01-01"
    plekken = {fout.partition(":")[0] for fout in fouten_van(schrijf(tmp_path, inhoud))}
    assert plekken == {
        "beleidsplan.tot",
        "acties[a-1].start",
        "acties[a-1].speerpunt",
        "acties[a-2].titel",
        "rondes[jaar-1].sluit",
    }


def test_een_bestand_zonder_wat_verplicht_is(tmp_path):
    fouten = fouten_van(schrijf(tmp_path, {"formaat": "samenleven-plan/1"}))
    assert {"beleidsplan: dit veld is verplicht.", "speerpunten: dit veld is verplicht."} <= set(fouten)


def test_een_veld_dat_er_twee_keer_staat(tmp_path):
    pad = schrijf(tmp_path, basis())
    pad.write_text(pad.read_text().replace('"titel": "Wandeling"', '"titel": "Wandeling", "titel": "Tocht"'))
    assert fouten_van(pad) == ["acties[a-2].titel: dit veld staat er meer dan één keer."]


@pytest.mark.parametrize(
    ("bytes_", "woord"),
    [
        (b"", "geen geldige JSON: regel 1"),
        (b"{", "geen geldige JSON"),
        (b"geen json", "geen geldige JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "geen tekst in UTF-8"),
        ('{"formaat": "é"}'.encode("latin-1"), "geen tekst in UTF-8"),
        ('{"formaat": "x"}'.encode("utf-16"), "geen tekst in UTF-8"),
        (b"[" * 200_000, "te veel lijsten of objecten in elkaar"),
        (b'{"a":' * 200_000, "te veel lijsten of objecten in elkaar"),
        (b'{"formaat": NaN}', "“NaN” is geen getal"),
        (b'{"formaat": ' + b"9" * 10_000 + b"}", "een getal is te groot"),
        (b"[]", "bovenaan staat een lijst"),
        (b"null", "bovenaan staat null"),
        (b'"tekst"', "bovenaan staat “tekst”"),
        (b"{}", "formaat: null is niet bekend"),
        (b'{"formaat": "\\ud800"}', "formaat: “?” is niet bekend"),
    ],
)
def test_een_vreemd_bestand(tmp_path, bytes_, woord):
    pad = tmp_path / "plan.json"
    pad.write_bytes(bytes_)
    (fout,) = fouten_van(pad)
    assert woord in fout


def test_een_map_of_een_bestand_dat_er_niet_is(tmp_path):
    assert fouten_van(tmp_path) == [f"{tmp_path} is een map of geen gewoon bestand."]
    assert fouten_van(tmp_path / "weg.json") == [f"{tmp_path / 'weg.json'} bestaat niet."]
    assert "is niet te lezen" in fouten_van(tmp_path / ("x" * 5000))[0]


def test_een_te_groot_bestand(tmp_path, monkeypatch):
    monkeypatch.setattr(bestand, "MAX_BYTES", 1024)
    assert "is te groot" in fouten_van(schrijf(tmp_path, basis()))[0]


def test_een_byte_order_mark_mag(tmp_path):
    pad = schrijf(tmp_path, basis())
    pad.write_bytes(b"\xef\xbb\xbf" + pad.read_bytes())
    laad_plan(pad)
    assert Beleidsplan.objects.count() == 1


def test_het_commando_geeft_een_zin_en_geen_traceback(tmp_path):
    with pytest.raises(CommandError, match=r"weg\.json bestaat niet"):
        call_command("laad_plan", str(tmp_path / "weg.json"))


def test_het_voorbeeld_in_de_uitleg_laadt_en_is_wat_ernaast_staat(tmp_path):
    uitleg = (DOCS / "planbestand.md").read_text(encoding="utf-8")
    opvolger, voorbeeld = map(json.loads, re.findall(r"```json\n(.*?)```", uitleg, re.DOTALL))
    assert voorbeeld == json.loads((DOCS / "planbestand-voorbeeld.json").read_text(encoding="utf-8"))
    laad_plan(DOCS / "planbestand-voorbeeld.json")
    oud = Beleidsplan.objects.get()
    assert oud.speerpunten.count() == 3
    laad_plan(schrijf(tmp_path, opvolger))
    samen = oud.opvolger.speerpunten.get(nummer=1)
    assert len(samen.zet_voort_ids()) == 2
    assert samen.acties.get().vervolg_op.titel == "Open keuken op woensdag (voorbeeld)"


def test_de_uitleg_noemt_elk_veld():
    uitleg = (DOCS / "planbestand.md").read_text(encoding="utf-8")
    velden = {*BOVENSTE, *(veld for schema in SCHEMA.values() for veld in schema)}
    assert not {veld for veld in velden if f"`{veld}`" not in uitleg}


def test_geen_mensen_in_het_echte_plan():
    tekst = ECHT_PLAN.read_text(encoding="utf-8")
    assert "@" not in tekst
    assert "(voorbeeld)" not in tekst


def test_van_lange_teksten_toont_het_verslag_waar_ze_verschillen():
    oud, nieuw = "a" * 500 + "x", "a" * 500 + "y"
    een, ander = toon_verschil(oud, nieuw)
    assert (een, ander) == ("“…" + "a" * 20 + "x”", "“…" + "a" * 20 + "y”")
