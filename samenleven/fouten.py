"""Every page that tells of an error: one text per code, and the number of the request to quote. Nothing from inside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Fout:
    """What a reader is told. `los`: the page needs no database, session or context processor."""

    titel: str
    uitleg: str
    los: bool = True
    aanmelden: bool = False  # offer it to who is not logged in


FOUTEN = {
    400: Fout(
        "We begrepen uw vraag niet",
        "Er zit een fout in het adres of in wat u verstuurde. Ga terug en probeer het opnieuw.",
    ),
    403: Fout(
        "Dit mag u niet doen",
        "U bent aangemeld, maar u hebt geen recht op deze handeling. Denkt u dat het wel zo hoort te zijn? "
        "Vraag het aan uw contactpersoon bij het bestuur.",
        los=False,
    ),
    404: Fout(
        "Deze pagina vinden we niet",
        "Misschien is het adres verkeerd getypt. Of de pagina is niet openbaar, of niet voor u bedoeld.",
        los=False,
        aanmelden=True,
    ),
    405: Fout(
        "Dit adres opent geen pagina",
        "Het hoort bij een knop. Ga terug naar de pagina waar die knop stond.",
        los=False,
    ),
    411: Fout(
        "We weten niet hoe groot dit is",
        "Uw programma zegt niet hoeveel het verstuurt. Er is niets bewaard. Verstuur het met een gewone browser.",
    ),
    413: Fout(
        "Dit is te groot om te versturen",
        "Er is niets bewaard. Ga terug en kijk of uw tekst er nog staat. Kies minder of kleinere bestanden, tot 10 MB "
        "elk, en verstuur het opnieuw.",
    ),
    414: Fout("Dit adres is te lang", "Kies minder filters, of zoek met minder woorden."),
    429: Fout(
        "Dat gaat even te snel",
        "Vanaf uw aansluiting komen erg veel vragen tegelijk. Wacht even en probeer het dan opnieuw. "
        "Wie aangemeld is, heeft deze grens niet.",
        aanmelden=True,
    ),
    500: Fout(
        "Er ging iets mis bij ons",
        "Dit is niet uw fout. Wat u bewaarde, is er nog. Probeer het over enkele minuten opnieuw.",
    ),
    503: Fout(
        "We zijn zo terug",
        "De databank antwoordt even niet. Dat is niet uw fout, en meestal duurt het minder dan een minuut. "
        "Probeer het dan opnieuw.",
    ),
}
NIET_ZEKER = "We weten niet of wat u verstuurde nog bewaard is. Kijk dat straks na voor u het opnieuw verstuurt."
NIET_GETYPT = frozenset(("csrfmiddlewaretoken", "act", "versie", "gezien", "_gezien", "rol"))
CODE = re.compile(r"on|ja|nee|true|false|[a-z]+(_[a-z]+)+")  # a box or a choice
POGINGEN = Fout(
    "Dat waren te veel pogingen",
    "Wacht enkele minuten en probeer het dan opnieuw. Zo houden we buiten wie wachtwoorden raadt.",
)
VERLOPEN = Fout(
    "Dit formulier is verlopen",
    "Er is niets verstuurd. Ga terug, kopieer uw tekst, herlaad de pagina en probeer het opnieuw. "
    "Lukt het dan nog niet? Sta cookies van deze site toe.",
    los=False,
    aanmelden=True,
)


def foutpagina(
    request: HttpRequest,
    code: int,
    *,
    fout: Fout | None = None,
    uitleg: str = "",
    getypt: Iterable[tuple[str, str]] = (),
    onzeker: bool = False,
    verder: tuple[str, str] | None = None,
) -> HttpResponse:
    """Give the page of a code. In: another text than that of the code, as a whole or only its explanation; what was
    typed and not kept (name and text), or `onzeker` whether it was; and the way on (address and words), before that to
    the start."""
    fout = fout or FOUTEN[code]
    context = {"code": code, "fout": fout, "uitleg": uitleg or fout.uitleg, "nummer": getattr(request, "id", "")}
    context |= {"getypt": getypt, "onzeker": onzeker, "verder": verder}
    if fout.los:
        return HttpResponse(render_to_string("fouten/los.html", context), status=code)
    return HttpResponse(render_to_string("fouten/binnen.html", context, request=request), status=code)


def verkeerde_vraag(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: what Django calls suspicious; a form that is larger than any of ours is told as too large."""
    return foutpagina(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def geen_recht(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403: with the sentence for the reader that our own rules give along, and what was typed, to copy, where
    the exception asks for it (`geef_terug`; `verder`, the way on)."""
    if not getattr(exception, "geef_terug", False):
        return foutpagina(request, 403, uitleg=str(exception))
    fout = replace(FOUTEN[403], titel="Dit kan nu niet meer")
    return foutpagina(
        request,
        403,
        fout=fout,
        uitleg=str(exception),
        getypt=getypt_in(request),
        verder=getattr(exception, "verder", None),
    )


def getypt_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Give the texts of a form that was sent: the name of the field in words, and the text. Not what a page holds
    hidden, nor keys, days and choices."""
    paren = [(naam.rpartition("-")[2], waarde) for naam, waarden in request.POST.lists() for waarde in waarden]
    return [
        (naam.replace("_", " ").capitalize(), waarde)
        for naam, waarde in paren
        if naam not in NIET_GETYPT and re.search(r"[^\W\d_]{2}", waarde) and not CODE.fullmatch(waarde)
    ]


def niet_gevonden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: never with the reason, which would tell what exists."""
    return foutpagina(request, 404)


def te_vaak(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler429, which allauth asks for: too many tries at logging in, a code or a new password."""
    return foutpagina(request, 429, fout=POGINGEN)
