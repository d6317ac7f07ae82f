"""Is it one site, whichever web machine answers? Sessions, limits and static files, asked of both."""

from collections.abc import Iterator

from bench.klant import haalt_ook, lees_formulier
from bench.uitval.schrijvers import Bezoeker
from bench.uitval.web import ADRESSEN, POORT, VOORDEUR, WEB_POORT, ZOEKEN

Regel = tuple[str, bool]
POGINGEN = 5  # wrong passwords for one account before the next try is refused (LIMIET_MISLUKT)


def bezoekers(koekjes: dict[str, str] | None = None) -> tuple[Bezoeker, Bezoeker]:
    """Give somebody who goes straight to the one machine, and to the other."""
    een, twee = (Bezoeker(adres, WEB_POORT, host=f"{VOORDEUR}:{POORT}", koekjes=koekjes) for adres in ADRESSEN)
    return een, twee


def meld_aan(wie: Bezoeker, email: str, wachtwoord: str) -> int:
    """Log in with the form; give the status of the answer."""
    velden = dict(lees_formulier(wie.vraag("/aanmelden/").inhoud.decode()))
    velden |= {"login": email, "password": wachtwoord}
    return wie.vraag("/aanmelden/", methode="POST", velden=list(velden.items())).status


def _sessie(email: str, wachtwoord: str) -> Iterator[Regel]:
    een, twee = bezoekers()
    aangemeld = meld_aan(een, email, wachtwoord) == 302
    twee.koekjes = dict(een.koekjes)
    pagina = twee.vraag("/mijn/")
    yield "wie zich bij de ene aanmeldt, is dat bij de andere", aangemeld and pagina.status == 200
    token = dict(lees_formulier(pagina.inhoud.decode()))["csrfmiddlewaretoken"]
    weg = twee.vraag("/afmelden/", methode="POST", velden=[("csrfmiddlewaretoken", token)]).status
    geweigerd = een.vraag("/mijn/")
    naar = geweigerd.koppen.get("location", "")
    yield "wie zich bij de andere afmeldt, is weg bij de ene", weg == 302 and naar.startswith("/aanmelden/")


def _limieten(email: str, wachtwoord: str) -> Iterator[Regel]:
    een, twee = bezoekers()
    om = [een, twee] * ZOEKEN
    codes = [wie.vraag("/organisaties/?q=taal", X_Forwarded_For="203.0.113.5").status for wie in om[: ZOEKEN + 2]]
    yield "een limiet telt wat de ene en de andere zagen", codes == [200] * ZOEKEN + [429] * 2
    fout = [meld_aan(wie, email, "dit is het niet, echt niet") for wie in ([een, twee] * POGINGEN)[:POGINGEN]]
    geweigerd = [meld_aan(wie, email, wachtwoord) for wie in (een, twee)]
    yield "te veel foute wachtwoorden bij de ene tellen bij de andere", 302 not in fout + geweigerd


def _statisch() -> Iterator[Regel]:
    een, twee = bezoekers()
    namen = [haalt_ook(wie.vraag("/uitleg/").inhoud.decode()) for wie in (een, twee)]
    gelijk = namen[0] == namen[1] and len(namen[0]) > 2
    zelfde = all(een.vraag(naam).inhoud == twee.vraag(naam).inhoud for naam in namen[0])
    yield "stijlen en scripts heten bij beide hetzelfde, en zijn dat", gelijk and zelfde


def controleer(email: str, wachtwoord: str) -> list[Regel]:
    """Give what holds over both machines: in words, and whether it does."""
    return [*_sessie(email, wachtwoord), *_statisch(), *_limieten(email, wachtwoord)]
