"""The import by command: the same acts, with answers by their key."""

import pytest
from django.core.management import CommandError, call_command

from speerpunten.models import Actie, Melding
from speerpunten.tests.lijsten import GEWOON, boek, maak_leeg_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeg_plan(organisatie):
    return maak_leeg_plan()


def test_het_commando_doet_hetzelfde(leeg_plan, medewerker, tmp_path, capsys):
    pad = tmp_path / "lijst.xlsx"
    pad.write_bytes(boek(Blad1=GEWOON))
    call_command("importeer", "plan", str(pad), door=medewerker.email, proef=True)
    assert "5 nieuw, 0 gewijzigd" in capsys.readouterr().out
    assert not Actie.objects.exists()
    call_command("importeer", "plan", str(pad), door=medewerker.email, peildatum="2024-12-31")
    assert "Overgenomen." in capsys.readouterr().out
    assert Actie.objects.count() == 3
    pad.write_bytes(boek(acties=[["titel", "speerpunt"], ["Een", 99]]))
    with pytest.raises(CommandError, match="Er is niets gewijzigd"):
        call_command("importeer", "plan", str(pad), door=medewerker.email)
    assert "acties, rij 2, kolom speerpunt: “99” is geen speerpunt van dit plan." in capsys.readouterr().out
    for fout, opties in (("geen plan", ("weg", str(pad))), ("geen medewerker", ("plan", str(pad)))):
        with pytest.raises(CommandError, match=fout):
            call_command("importeer", *opties, door="niemand@voorbeeld.test" if "mede" in fout else medewerker.email)


LIJST = [
    ["titel", "speerpunt", "trekker", "status", "peildatum"],
    ["Een", 1, "Alfa vzw", "Mooi weer", "31/12/2024"],
    ["Twee", "Taal en zo", "Buurtwerk", "", ""],
]


def test_vragen_worden_met_hun_sleutel_beantwoord(leeg_plan, medewerker, organisatie, tmp_path, capsys):
    pad = tmp_path / "lijst.xlsx"
    pad.write_bytes(boek(acties=LIJST))

    def importeer(*antwoorden: str, **opties) -> str:
        vlaggen = [deel for een in antwoorden for deel in ("--antwoord", een)]
        call_command("importeer", "plan", str(pad), *vlaggen, door=medewerker.email, **opties)
        return capsys.readouterr().out

    with pytest.raises(CommandError, match="Er staan fouten"):
        importeer(proef=True)
    gevraagd = capsys.readouterr().out
    for sleutel in ("organisatie:alfa vzw", "status:mooi weer", "speerpunt:taal en zo"):
        assert f"--antwoord '{sleutel}=...'" in gevraagd
    goed = (
        "organisatie:buurtwerk=Nieuw maken",  # asked once the speerpunt of its row is known
        "speerpunt:taal en zo=2. Wonen",
        "organisatie:alfa vzw=Buurtwerk (voorbeeld)",
        "status:mooi weer=niets",
    )
    with pytest.raises(CommandError, match="“organisatie:charlie” wordt niet gevraagd"):
        importeer(*goed, "organisatie:charlie=nieuw")
    with pytest.raises(CommandError, match="“misschien” kan niet bij “status:mooi weer”"):
        importeer("status:mooi weer=misschien")
    with pytest.raises(CommandError, match="SLEUTEL=KEUZE"):
        importeer("zomaar")
    assert not Actie.objects.exists()
    assert "Overgenomen." in importeer(*goed)
    assert [str(actie) for actie in Actie.objects.op_code()] == ["1.1 Een", "2.1 Twee"]
    assert Actie.objects.get(titel="Een").rollen.get().organisatie == organisatie
    assert "Er valt niets over te nemen." in importeer(*goed[1:])


def test_de_keuzes_van_het_scherm(leeg_plan, medewerker, tmp_path, capsys):
    pad = tmp_path / "lijst.csv"
    pad.write_text("titel;speerpunt;start;status;peildatum\nEen;1;ooit;afgerond;31/12/2024\nTwee;;;;\nDrie;9;;;\n")
    opties = {"resultaat": "deels", "aanvullen": True, "van_boven": True, "dagen_leeg": True, "fouten_weg": True}
    call_command("importeer", "plan", str(pad), door=medewerker.email, **opties)
    assert "3 nieuw, 0 gewijzigd (0 cellen), 0 ongewijzigd, 1 weggelaten, 0 fout" in capsys.readouterr().out
    assert (Actie.objects.count(), Melding.objects.get().resultaat) == (2, "deels")
    for fout in ({"verloop": "paars"}, {"resultaat": "mooi"}):
        with pytest.raises(CommandError):
            call_command("importeer", "plan", str(pad), f"--{next(iter(fout))}={next(iter(fout.values()))}", door="x")
