"""How tests look at things: days, an actie on a day, the links of a page, and a world that several tests share."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.db import transaction

from speerpunten.kader import laatst_gesloten
from speerpunten.models import Actie
from speerpunten.stand import ActieStand, met_aandacht, op_dag

LEEG = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "use", "wbr"}


def dag(tekst: str) -> dt.date:
    return dt.date.fromisoformat(tekst)


def bekijk(actie: Actie, op: str) -> ActieStand:
    """Give the actie as the list of its plan shows it on a day."""
    op = dag(op)
    ronde = laatst_gesloten(actie.speerpunt.plan, op)
    acties = op_dag(Actie.objects.filter(pk=actie.pk).select_related("speerpunt__plan"), op=op, laatste_ronde=ronde)
    (uitkomst,) = met_aandacht(acties, op=op, laatste_ronde=ronde)
    return uitkomst


@dataclass
class Element:
    """One element of a page: its name, its attributes, and the text in it."""

    naam: str
    attrs: dict[str, str]
    in_main: bool
    tekst: str = ""

    @property
    def getallen(self) -> list[int]:
        return [int(getal) for getal in re.findall(r"\d+", self.tekst)]


@dataclass
class Pagina(HTMLParser):
    """A page as a list of elements, in order; each knows its text, whatever markup stands around it."""

    html: str
    elementen: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        in_main = any(e.naam == "main" for e in self._open)
        element = Element(tag, {naam: waarde or "" for naam, waarde in attrs}, in_main)
        self.elementen.append(element)
        if tag not in LEEG:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elementen.append(Element(tag, {naam: waarde or "" for naam, waarde in attrs}, in_main=True))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().naam != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.tekst += data

    def alle(self, naam: str) -> list[Element]:
        return [e for e in self.elementen if e.naam == naam]

    def links(self, deel: str = "") -> list[Element]:
        """Give the links of the content (not of the navigation) with `deel` in their address."""
        return [e for e in self.alle("a") if e.in_main and deel in e.attrs.get("href", "")]

    def kop(self) -> str:
        (h1,) = self.alle("h1")
        return " ".join(h1.tekst.split())


def lees(response) -> Pagina:
    return Pagina(response.content.decode())


@contextmanager
def gedeelde_wereld(blocker) -> Iterator[None]:
    """Keep what is made inside for all tests of a module; each test still undoes what it does itself."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
