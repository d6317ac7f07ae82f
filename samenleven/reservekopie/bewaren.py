"""Which backups stay: all of the last days, one a week after that, then one a month."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

NAAM = re.compile(r"samenleven-(\d{8}T\d{6}Z)\.tar")
DEEL = ".deel"  # the end of the name of one that is being written
VERGETEN = dt.timedelta(days=1)  # then what is being written no longer is


def naam_voor(moment: dt.datetime) -> str:
    return f"samenleven-{moment:%Y%m%dT%H%M%SZ}.tar"


def moment_van(naam: str) -> dt.datetime | None:
    """Give when a backup was made, by its name; None for a file that is none."""
    past = NAAM.fullmatch(naam)
    return dt.datetime.strptime(past[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC) if past else None


def blijft(momenten: Iterable[dt.datetime], nu: dt.datetime, *, dagen: int, weken: int, maanden: int) -> set:
    """Give which of these moments stay: all of the last `dagen` days, of the newest `weken` weeks and `maanden` months
    the last one, and in any case the very last."""
    nieuwste_eerst = sorted(momenten, reverse=True)
    houd = set(nieuwste_eerst[:1]) | {m for m in nieuwste_eerst if nu - m < dt.timedelta(days=dagen)}
    for hoeveel, sleutel in ((weken, lambda m: m.isocalendar()[:2]), (maanden, lambda m: (m.year, m.month))):
        laatste: dict = {}
        for moment in nieuwste_eerst:
            laatste.setdefault(sleutel(moment), moment)
        houd.update(list(laatste.values())[:hoeveel])
    return houd


def ruim_op(map_: Path, nu: dt.datetime, *, dagen: int, weken: int, maanden: int) -> list[str]:
    """Throw away the backups of a directory that need not stay, and what a broken-off one left; give their names."""
    van = {pad: moment for pad in map_.iterdir() if (moment := moment_van(pad.name))}
    houd = blijft(van.values(), nu, dagen=dagen, weken=weken, maanden=maanden)
    weg = [pad for pad, moment in van.items() if moment not in houd]
    grens = (nu - VERGETEN).timestamp()
    weg += [p for p in map_.glob(f"samenleven-*{DEEL}*") if p.is_file() and p.stat().st_mtime < grens]
    for pad in weg:
        pad.unlink()
    return sorted(pad.name for pad in weg)
