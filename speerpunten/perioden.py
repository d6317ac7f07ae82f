"""The usual periods of a ronde, and the days on which one asks about them: pure arithmetic on dates."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

WEKEN_TOT_DEADLINE = 4
WEKEN_TOT_SLUIT = 2  # after the deadline
ZATERDAG = 5


@dataclass(frozen=True)
class Voorstel:
    """A ronde as it is usually made."""

    sleutel: str  # in the address
    soort: str
    naam: str
    van: dt.date
    tot: dt.date
    opent: dt.date
    deadline: dt.date
    sluit: dt.date
    eindronde: bool = False


def werkdag(dag: dt.date) -> dt.date:
    """Give the day itself, or the Monday after its weekend."""
    over = dag.weekday() - ZATERDAG
    return dag + dt.timedelta(days=2 - over) if over >= 0 else dag


def vraagdagen(tot: dt.date, vandaag: dt.date) -> tuple[dt.date, dt.date, dt.date]:
    """Give when to ask about a period that ends on `tot`: opens the day after it (or today, when that is past), has
    its deadline four weeks later on a working day, and closes two weeks after that."""
    opent = max(tot + dt.timedelta(days=1), vandaag)
    deadline = werkdag(opent + dt.timedelta(weeks=WEKEN_TOT_DEADLINE))
    return opent, deadline, deadline + dt.timedelta(weeks=WEKEN_TOT_SLUIT)


Periode = tuple[str, str, str, dt.date, dt.date]  # key, kind, name, first and last day


def _jaren(van: dt.date, tot: dt.date) -> Iterator[Periode]:
    for jaar in range(van.year, tot.year + 1):
        yield f"jaar-{jaar}", "Jaren", f"Jaar {jaar}", dt.date(jaar, 1, 1), dt.date(jaar, 12, 31)


def _halve_jaren(van: dt.date, tot: dt.date) -> Iterator[Periode]:
    for jaar in range(van.year, tot.year + 1):
        yield f"helft-{jaar}-1", "Halve jaren", f"Eerste helft {jaar}", dt.date(jaar, 1, 1), dt.date(jaar, 6, 30)
        yield f"helft-{jaar}-2", "Halve jaren", f"Tweede helft {jaar}", dt.date(jaar, 7, 1), dt.date(jaar, 12, 31)


def _projectjaren(van: dt.date, tot: dt.date) -> Iterator[Periode]:
    for jaar in range(van.year - 1, tot.year + 1):
        naam = f"Projectjaar {jaar}-{jaar + 1}"
        yield f"project-{jaar}", "Projectjaren", naam, dt.date(jaar, 10, 1), dt.date(jaar + 1, 9, 30)


def voorstellen(van: dt.date, tot: dt.date, vandaag: dt.date) -> list[Voorstel]:
    """Give the usual rondes of a plan that runs from `van` to `tot`: years, half years, project years (1 October to
    30 September) and the eindronde over the whole. A period that sticks out of the plan is cut off at its ends."""
    uit = []
    for sleutel, soort, naam, begin, einde in chain(_jaren(van, tot), _halve_jaren(van, tot), _projectjaren(van, tot)):
        if begin <= tot and einde >= van:
            einde = min(einde, tot)
            uit.append(Voorstel(sleutel, soort, naam, max(begin, van), einde, *vraagdagen(einde, vandaag)))
    eind = Voorstel("eindronde", "Het hele plan", "Eindronde", van, tot, *vraagdagen(tot, vandaag), eindronde=True)
    return [*uit, eind]
