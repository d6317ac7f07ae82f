"""A page that shows how far a long act is while it is being done, without a script and without a worker process.

The act is a generator of signs of life; each becomes a line of the page, and style shows only the last. When it is
done the page leads on. Who closes the page stops the act; what is not finished is not done.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string

from speerpunten.voortgang import Voortgang

logger = logging.getLogger(__name__)

HIER = "<!-- hier -->"  # where the lines go in the template
PAUZE = 0.25  # seconds between two lines


def toon_voortgang(
    request: HttpRequest,
    tekens: Iterable[Voortgang],
    *,
    titel: str,
    verder: str,
    fout_in_woorden: Callable[[Exception], str] | None = None,
) -> StreamingHttpResponse:
    """Give the page that does the act and then leads to the address `verder`.

    `fout_in_woorden` gives what the reader is told of an exception, and raises those that nobody expects. The page is
    half sent by then: such a fault is logged, and the reader told in general words.
    """
    voor, na = render_to_string("voortgang.html", {"titel": titel}, request=request).split(HIER)

    def stroom() -> Iterator[str]:
        yield voor
        try:
            yield from _regels(tekens)
        except Exception as fout:
            tekst = _in_woorden(fout, fout_in_woorden)
            yield render_to_string("voortgang/gestopt.html", {"tekst": tekst, "verder": verder})
        else:
            yield render_to_string("voortgang/klaar.html", {"verder": verder})
        yield na

    response = StreamingHttpResponse(stroom())
    response["X-Accel-Buffering"] = "no"  # a proxy in between hands each line on at once
    response["Cache-Control"] = "no-store"
    return response


def _in_woorden(fout: Exception, fout_in_woorden: Callable[[Exception], str] | None) -> str:
    try:
        if fout_in_woorden:
            return fout_in_woorden(fout)
        raise fout
    except Exception:
        logger.exception("A long act stopped")
        return "Er ging iets mis aan onze kant. Het is gestopt. Ga terug en kijk wat er staat."


def _regels(tekens: Iterable[Voortgang]) -> Iterator[str]:
    laatst = 0.0
    for teken in tekens:
        if time.monotonic() - laatst > PAUZE:
            laatst = time.monotonic()
            yield render_to_string("voortgang/regel.html", {"teken": teken})
