"""The one way to write down an act that leaves no row of its own."""

from django.db import models

from organisaties.models import Handeling, Handelingsoort


def leg_vast(
    soort: Handelingsoort, *, door=None, over: models.Model | None = None, **bijzonderheden: str | int | bool | None
) -> Handeling:
    """Write down that `door` (a Gebruiker; None: nobody who logged in, or the machine) did this to `over`.

    `bijzonderheden` are plain facts for who reads the log: never a name, an address or a secret.
    """
    return Handeling.objects.create(
        soort=soort,
        door=door if getattr(door, "is_authenticated", False) else None,
        over_soort=over._meta.label_lower if over else "",
        over_id=over.pk if over else None,
        bijzonderheden=bijzonderheden,
    )
