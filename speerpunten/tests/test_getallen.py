"""Numbers as one writes them here, out and in."""

from decimal import Decimal

import pytest
from django import forms

from speerpunten.forms.velden import Getalveld, JaNeeVeld
from speerpunten.getallen import bedrag, getal, kaal, lees_getal


@pytest.mark.parametrize(
    ("waarde", "tekst"),
    [
        ("0", "0"),
        ("340.00", "340"),
        ("1234.5", "1.234,5"),
        ("1234567.25", "1.234.567,25"),
        ("-1234.50", "-1.234,5"),
        ("0.05", "0,05"),
        ("1E+3", "1.000"),
    ],
)
def test_getal(waarde, tekst):
    assert getal(Decimal(waarde)) == tekst
    assert lees_getal(tekst) == Decimal(waarde)


def test_bedrag():
    assert bedrag(Decimal("1234.5")) == "€\u00a01.234,50"
    assert bedrag(Decimal("-0.05")) == "-€\u00a00,05"
    assert bedrag(Decimal(1000000)) == "€\u00a01.000.000,00"


def test_kaal():
    assert [kaal(Decimal(w)) for w in ("500.00", "12.50", "0.00", "100")] == ["500", "12.5", "0", "100"]


@pytest.mark.parametrize(
    ("tekst", "waarde"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1 234", "1234"),
        ("1\u00a0234,5", "1234.5"),
        (" 12 ", "12"),
        ("-3", "-3"),
    ],
)
def test_lees(tekst, waarde):
    assert lees_getal(tekst) == Decimal(waarde)


@pytest.mark.parametrize(
    "tekst", ["", "1.5", "1.23", "1,234.5", "12.34,5", "1.2345", "veel", "1e3", "٣", "1,", ",5", "--1", "1\x00", "NaN"]
)
def test_wat_twee_dingen_kan_zijn_of_geen_getal_is_wordt_geweigerd(tekst):
    with pytest.raises(ValueError, match="no number"):
        lees_getal(tekst)


def test_veld_leeg_is_geen_nul():
    veld = Getalveld(required=False)
    assert veld.clean("") is None
    assert veld.clean("  ") is None
    assert veld.clean("0") == 0
    assert not veld.has_changed(Decimal("1234.50"), "1.234,5")
    assert veld.has_changed(None, "0")


@pytest.mark.parametrize("tekst", ["1.5", "veel", "1,234", "9999999999999"])
def test_veld_zegt_wat_er_niet_klopt(tekst):
    with pytest.raises(forms.ValidationError):
        Getalveld().clean(tekst)


def test_ja_nee_of_geen_meting():
    veld = JaNeeVeld(required=False)
    assert [veld.clean(w) for w in ("1", "0", "")] == [1, 0, None]
    assert veld.has_changed(None, "0")
    assert not veld.has_changed(Decimal("0.00"), "0")
    assert not veld.has_changed(None, "")
    with pytest.raises(forms.ValidationError):
        veld.clean("2")
