"""`?op=`: the day that a page speaks about."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone


@dataclass(frozen=True)
class Dag:
    """The day of a page: chosen in the address, or today; with a remark where the address made no sense."""

    op: dt.date
    vandaag: dt.date
    is_gekozen: bool = False
    opmerking: str = ""

    @property
    def query(self) -> dict[str, str]:
        """Give what every link of the page keeps."""
        return {"op": self.op.isoformat()} if self.is_gekozen else {}

    @property
    def staart(self) -> str:
        """Give the end of an address that keeps the day: "?op=2024-12-31", or nothing."""
        return f"?op={self.op.isoformat()}" if self.is_gekozen else ""

    def keuzes(self, van: dt.date, tot: dt.date) -> list[tuple[str, str]]:
        """Give the shortcuts of the date field: the ends of the years from `van` to `tot` that are past, latest first.

        Each as (31/12/2024, 2024-12-31), four at the most.
        """
        einden = [dt.date(jaar, 12, 31) for jaar in range(van.year, tot.year + 1)]
        return [(f"{einde:%d/%m/%Y}", einde.isoformat()) for einde in reversed(einden) if einde < self.vandaag][:4]


def lees_dag(request: HttpRequest) -> Dag:
    """Read `?op=JJJJ-MM-DD`; what is no day, or still has to come, becomes today with a remark in Dutch."""
    vandaag = timezone.localdate()
    tekst = request.GET.get("op", "").strip()
    if not tekst:
        return Dag(vandaag, vandaag)
    try:
        dag = dt.date.fromisoformat(tekst)
    except ValueError:
        return Dag(
            vandaag,
            vandaag,
            opmerking=f"“{tekst[:40]}” is geen dag. Schrijf hem als 2024-12-31. U ziet de stand van vandaag.",
        )
    if dag > vandaag:
        return Dag(vandaag, vandaag, opmerking=f"{dag:%d/%m/%Y} moet nog komen. U ziet de stand van vandaag.")
    return Dag(dag, vandaag, is_gekozen=True)
