"""Who writes: a partner sends a melding, staff accepts it, again and again, over the address that visitors use.

What is not answered is sent once more, exactly the same, as who presses "again" in a browser does: until the
application says that it is done. Only that counts as acknowledged.
"""

import http.client
import itertools
import re
import threading
import time
import uuid

from bench.klant import Antwoord, Klant, lees_formulier
from bench.uitval.tellen import AANVAARD, INGEDIEND, Daad

WACHT = 30  # seconds for one answer
PAUZE = 0.25  # seconds between two tries, and between two meldingen
MERK = "Uitval "  # what every text of a writer begins with
GEEN_ANTWOORD = "geen antwoord"


class Bezoeker(Klant):
    """A visitor of one address, who sends nothing twice by himself: each request has a connection of its own."""

    def __init__(self, adres: str, poort: int, *, host: str, koekjes: dict[str, str] | None = None) -> None:
        super().__init__(poort, dict(koekjes or {}))
        self.adres, self.host = adres, host

    def _stuur(self, methode: str, pad: str, inhoud: bytes | None, koppen: dict[str, str]) -> http.client.HTTPResponse:
        self.sluit()
        self.verbinding = http.client.HTTPConnection(self.adres, self.poort, timeout=WACHT)
        self.verbinding.request(methode, pad, inhoud, {"Host": self.host, "Connection": "close"} | koppen)
        return self.verbinding.getresponse()


def probeer(bezoeker: Bezoeker, pad: str, **wat) -> tuple[Antwoord | None, str]:
    """Ask once; give the answer (None without one) and what it was, in a word."""
    try:
        antwoord = bezoeker.vraag(pad, **wat)
    except (OSError, http.client.HTTPException):
        return None, GEEN_ANTWOORD
    return antwoord, str(antwoord.status)


class Schrijver(threading.Thread):
    """One partner and one of staff, who write about one actie until they are told to stop."""

    def __init__(self, nr: int, actie: int, partner: Bezoeker, staf: Bezoeker) -> None:
        super().__init__(name=f"schrijver-{nr}", daemon=True)
        self.nr, self.actie, self.partner, self.staf = nr, actie, partner, staf
        self.daden: list[Daad] = []
        self.einde = threading.Event()
        self.fout = ""  # an answer that should not be possible; stops this writer

    def run(self) -> None:
        try:
            for keer in itertools.count(1):
                if self.einde.is_set():
                    return
                tekst = f"{MERK}{self.nr}-{keer} {uuid.uuid4()}"
                self._dien_in(tekst)
                if not self.einde.is_set():
                    self._aanvaard(tekst)
                time.sleep(PAUZE)
        except Exception as fout:
            self.fout = f"{type(fout).__name__}: {fout}"

    def _lees(self, wie: Bezoeker, pad: str) -> str:
        """Give a page, however often it must be asked for; empty where the end comes first."""
        while not self.einde.is_set():
            antwoord, woord = probeer(wie, pad)
            if woord == "200":
                return antwoord.inhoud.decode()
            if woord not in {"500", "502", "503", "504", GEEN_ANTWOORD}:
                raise AssertionError(f"{pad}: {woord}")
            time.sleep(PAUZE)
        return ""

    def _doe(self, daad: Daad, wie: Bezoeker, pad: str, velden: list[tuple[str, str]], al_gedaan: set[str]) -> None:
        """Send the same until it is acknowledged: by 302, or, after a try without an answer, by the page that says that
        it is there already. A try on which the end comes counts as one without an answer."""
        self.daden.append(daad)
        while not self.einde.is_set():
            begin = time.monotonic()
            _, woord = probeer(wie, pad, methode="POST", velden=velden)
            daad.pogingen.append((begin, time.monotonic(), woord))
            daad.gedaan = woord == "302" or (len(daad.pogingen) > 1 and woord in al_gedaan)
            if daad.gedaan:
                return
            if woord not in {"500", "502", "503", "504", GEEN_ANTWOORD}:
                raise AssertionError(f"{pad}: {woord}")
            time.sleep(PAUZE)

    def _dien_in(self, tekst: str) -> None:
        pad = f"/acties/{self.actie}/melding/?ronde=tussendoor"
        velden = dict(lees_formulier(self._lees(self.partner, pad)))
        velden |= {"status": "in_uitvoering", "verloop": "op_schema", "reden": "", "toelichting": tekst}
        velden |= {"act": "indienen", "resultaat": "", "bereikt_resultaat": ""}
        self._doe(Daad(INGEDIEND, tekst), self.partner, pad, list(velden.items()), {"409"})

    def _aanvaard(self, tekst: str) -> None:
        pagina = self._lees(self.staf, f"/acties/{self.actie}/")
        paden = sorted(set(re.findall(r"/nakijken/\d+/", pagina)))
        gelezen = {pad: self._lees(self.staf, pad) for pad in paden}
        if self.einde.is_set():
            return
        pad, html = next(((pad, html) for pad, html in gelezen.items() if tekst in html), ("", ""))
        if not pad:
            raise AssertionError(f"actie {self.actie}: van {paden} is er geen met de bevestigde tekst")
        velden = [
            (naam, re.search(rf'name="{naam}" value="([^"]+)"', html)[1]) for naam in ("csrfmiddlewaretoken", "versie")
        ]
        self._doe(Daad(AANVAARD, tekst), self.staf, f"{pad}aanvaarden/", velden, {"409"})
