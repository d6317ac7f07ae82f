"""Every answer has a number, and so has what is logged meanwhile."""

import logging

import pytest

from samenleven import verzoek


@pytest.fixture
def gelogd(monkeypatch) -> list[str]:
    """Give the numbers that a formatter of the log would see."""
    nummers = []

    class Vanger(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            nummers.append(verzoek.huidig.get())

    vanger = Vanger()
    logger = logging.getLogger("django.request")
    logger.addHandler(vanger)
    yield nummers
    logger.removeHandler(vanger)


@pytest.mark.django_db
def test_elk_antwoord_heeft_een_eigen_nummer_dat_ook_in_het_logboek_staat(client, gelogd):
    een, twee = client.get("/bestaat-niet/"), client.get("/bestaat-niet/")
    assert gelogd == [een["X-Request-ID"], twee["X-Request-ID"]]
    assert een["X-Request-ID"] != twee["X-Request-ID"]
    assert verzoek.VEILIG.fullmatch(een["X-Request-ID"])
    assert verzoek.huidig.get() == ""


@pytest.mark.parametrize(
    ("achter_proxy", "gekregen", "overgenomen"),
    [
        (True, "0123abcd-4567", True),
        (False, "0123abcd-4567", False),
        (True, "kort", False),
        (True, "x" * 65, False),
        (True, "met spatie en <b>", False),
    ],
)
def test_alleen_een_proxy_mag_een_veilig_nummer_meegeven(client, settings, achter_proxy, gekregen, overgenomen):
    settings.ACHTER_PROXY = achter_proxy
    response = client.get("/static/css/base.css", headers={"X-Request-ID": gekregen})
    assert (response["X-Request-ID"] == gekregen) is overgenomen
