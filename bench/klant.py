"""Who asks: one connection that stays open, as a browser has, and many of those at once."""

import gzip
import http.client
import threading
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

WACHT = 120  # seconds
NIVEAU = 5  # of the compression in deploy/nginx.conf


@dataclass
class Antwoord:
    """What came back."""

    status: int
    koppen: dict[str, str]
    inhoud: bytes
    tijd: float  # seconds, until the last byte

    @property
    def is_tekst(self) -> bool:
        soort = self.koppen.get("content-type", "")
        return soort.startswith("text/") or "json" in soort or "xml" in soort

    @property
    def samengeperst(self) -> int:
        """Give how many bytes it is once nginx has compressed it: that does so with what is text."""
        zelf = "content-encoding" in self.koppen or not self.is_tekst
        return len(self.inhoud) if zelf else len(gzip.compress(self.inhoud, NIVEAU))


@dataclass
class Klant:
    """One visitor with a session or none."""

    poort: int
    koekjes: dict[str, str] = field(default_factory=dict)
    verbinding: http.client.HTTPConnection | None = None

    def _stuur(self, methode: str, pad: str, inhoud: bytes | None, koppen: dict[str, str]) -> http.client.HTTPResponse:
        if self.verbinding is None:
            self.verbinding = http.client.HTTPConnection("127.0.0.1", self.poort, timeout=WACHT)
        try:
            self.verbinding.request(methode, pad, inhoud, koppen)
            return self.verbinding.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.verbinding.close()  # it had been idle for longer than the server keeps one
            self.verbinding.request(methode, pad, inhoud, koppen)
            return self.verbinding.getresponse()

    def vraag(self, pad: str, methode: str = "GET", velden: list[tuple[str, str]] | None = None, **koppen) -> Antwoord:
        """Ask once; follow no redirect."""
        alle = {naam.replace("_", "-"): waarde for naam, waarde in koppen.items()}
        if self.koekjes:
            alle["Cookie"] = "; ".join(f"{naam}={waarde}" for naam, waarde in self.koekjes.items())
        inhoud = urlencode(velden).encode() if velden is not None else None
        if inhoud is not None:
            alle |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self.poort}/"}
        begin = time.perf_counter()
        response = self._stuur(methode, pad, inhoud, alle)
        gelezen = response.read()
        tijd = time.perf_counter() - begin
        for naam, waarde in response.getheaders():
            if naam.lower() == "set-cookie":
                koekje, _, rest = waarde.partition("=")
                self.koekjes[koekje] = rest.partition(";")[0]
        return Antwoord(response.status, {n.lower(): w for n, w in response.getheaders()}, gelezen, tijd)

    def sluit(self) -> None:
        if self.verbinding:
            self.verbinding.close()
            self.verbinding = None


def tegelijk(klanten: list[Klant], pad: str, keren: int) -> list[Antwoord]:
    """Let every visitor ask the same so many times, all at once."""
    uit: list[Antwoord] = []
    fouten: list[Exception] = []
    klaar = threading.Barrier(len(klanten))

    def loop(klant: Klant) -> None:
        klaar.wait()
        try:
            uit.extend([klant.vraag(pad) for _ in range(keren)])
        except (OSError, http.client.HTTPException) as fout:
            fouten.append(fout)

    draden = [threading.Thread(target=loop, args=[klant]) for klant in klanten]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    if fouten:
        raise fouten[0]
    return uit


class _Lezer(HTMLParser):
    """Collects the fields of the form that posts to its own page, and what the page fetches along."""

    def __init__(self) -> None:
        super().__init__()
        self.velden: list[tuple[str, str]] = []
        self.ook: list[str] = []
        self._tekst: str | None = None
        self._keuze: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "link" and a.get("rel") in {"stylesheet", "preload", "icon", "modulepreload"} and a.get("href"):
            self.ook.append(a["href"])
        if tag in {"script", "img"} and a.get("src"):
            self.ook.append(a["src"])
        if tag == "use" and a.get("href"):
            self.ook.append(a["href"].partition("#")[0])
        naam = a.get("name")
        if tag == "form":
            self.velden = []
        if tag == "input" and naam and a.get("type") not in {"submit", "button", "file"}:
            if a.get("type") not in {"checkbox", "radio"} or "checked" in a:
                self.velden.append((naam, a.get("value") or ""))
        elif tag == "textarea" and naam:
            self.velden.append((naam, ""))
            self._tekst = naam
        elif tag == "select":
            self._keuze = naam
        elif tag == "option" and self._keuze and "selected" in a:
            self.velden.append((self._keuze, a.get("value") or ""))

    def handle_data(self, data: str) -> None:
        if self._tekst is not None:
            naam, tekst = self.velden[-1]
            self.velden[-1] = (naam, tekst + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._tekst is not None:
            naam, tekst = self.velden[-1]
            self.velden[-1] = (naam, tekst.removeprefix("\n"))
            self._tekst = None
        elif tag == "select":
            self._keuze = None


def lees_formulier(html: str) -> list[tuple[str, str]]:
    """Give the fields of the last form of a page as a browser would send them."""
    lezer = _Lezer()
    lezer.feed(html)
    return lezer.velden


def haalt_ook(html: str) -> list[str]:
    """Give the addresses that a browser fetches with a page: styles, scripts, pictures, symbols, preloaded fonts."""
    lezer = _Lezer()
    lezer.feed(html)
    return sorted(
        {adres for adres in lezer.ook if adres and not urlsplit(adres).netloc and not adres.startswith("data:")}
    )
