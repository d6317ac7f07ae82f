"""The settings of OpenID Connect: nothing without a provider, and mistakes told before anybody logs in."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from samenleven.checks import check_oidc
from samenleven.tests.test_instellingen import PRODUCTIE, kale_installatie  # noqa: F401

AANBIEDER = {"OIDC_SERVER": "https://provider.example:8443/op/.well-known/openid-configuration"}


def vormen(gelezen: dict) -> list[str]:
    return gelezen["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]


def test_zonder_aanbieder_is_alles_dicht(kale_installatie):  # noqa: F811
    gelezen = kale_installatie(**PRODUCTIE, OIDC_HERKOMST="https://login.provider.example")
    assert gelezen["OIDC_AAN"] is False
    assert vormen(gelezen) == ["'self'"]


def test_met_een_aanbieder_mogen_formulieren_alleen_daarheen(kale_installatie):  # noqa: F811
    gelezen = kale_installatie(**PRODUCTIE, **AANBIEDER)
    assert gelezen["OIDC_AAN"] is True
    assert (gelezen["OIDC_MAAK_LID"], gelezen["OIDC_TELT_ALS_TWEEDE_STAP"]) == (False, False)
    assert vormen(gelezen) == ["'self'", "https://provider.example:8443"]
    meer = kale_installatie(OIDC_HERKOMST="https://a.example,https://b.example")
    assert vormen(meer) == ["'self'", "https://provider.example:8443", "https://a.example", "https://b.example"]


def test_het_geheim_mag_in_een_bestand_staan(kale_installatie, tmp_path):  # noqa: F811
    bestand = tmp_path / "geheim"
    bestand.write_text("uit-het-bestand\n")
    gelezen = kale_installatie(**PRODUCTIE, **AANBIEDER, OIDC_CLIENT_SECRET_FILE=str(bestand))
    assert gelezen["OIDC_CLIENT_SECRET"] == "uit-het-bestand"
    bestand.unlink()
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_SECRET_FILE"):
        kale_installatie()


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        ({}, []),
        ({"OIDC_AAN": False, "OIDC_CLIENT_ID": ""}, []),
        ({"OIDC_SERVER": "http://127.0.0.1:9000"}, []),
        ({"OIDC_CLIENT_SECRET": ""}, ["samenleven.E020"]),
        ({"OIDC_SERVER": "http://provider.example"}, ["samenleven.E021"]),
        ({"OIDC_SCOPES": ["profile"]}, ["samenleven.E022"]),
    ],
)
def test_een_fout_in_de_instellingen_wordt_verteld(settings, over, codes):
    goed = {"OIDC_AAN": True, "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "y", "OIDC_SERVER": "https://p.example"}
    for naam, waarde in (goed | over).items():
        setattr(settings, naam, waarde)
    assert [fout.id for fout in check_oidc(None)] == codes
