"""Who fetches a file with data of ours, written down; the one way for every view that hands one out."""

from django.db.models import Model
from django.http import HttpRequest

from organisaties.handelingen import leg_vast
from organisaties.models import Handelingsoort


def leg_uitvoer_vast(request: HttpRequest, *, over: Model | None, bestand: str, **meer: str | int | bool) -> None:
    """Write down that somebody who logged in fetches a file ("acties.csv") about an object.

    Call it last, once the file is sure to go out: not of an answer 304. HEAD fetches nothing, and what anonymous
    visitors fetch is public. A log that cannot be written is a fault: then there is no file either.
    """
    if request.method == "GET" and request.user.is_authenticated:
        via = {"via": "veilige link"} if request.user.is_via_link else {}
        leg_vast(Handelingsoort.UITVOER, door=request.user, over=over, bestand=bestand, **via, **meer)
