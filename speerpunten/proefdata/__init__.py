"""Data for measuring: as much as asked, the same for the same seed. All names end in "(proef)".

A plan depends on the seed and its place alone, so the first one is the same whether one or a hundred are made: that is
how a page is measured in a small and in a large database. What stands there is what the services would have left,
search texts and histories included, but for the outbox: nobody gets mail about made-up data.
"""

import random
from collections.abc import Callable

from django.db import transaction

from speerpunten.models import Beleidsplan
from speerpunten.proefdata.kader import maak_kader, maak_lijsten
from speerpunten.proefdata.omvang import Omvang, halfjaren
from speerpunten.proefdata.opschrijven import Schrijver
from speerpunten.proefdata.schrijven import tel_na
from speerpunten.proefdata.woorden import Verteller

__all__ = ["Omvang", "halfjaren", "maak_proefdata"]

Voortgang = Callable[[int, int], None]  # called with how many answers are done, and of how many


def maak_proefdata(omvang: Omvang, voortgang: Voortgang = lambda gedaan, totaal: None) -> int:
    """Make the data and give the number of meldingen. May be run again: then the plans come beside the others."""
    totaal, gemaakt, gedaan = omvang.plannen * omvang.acties * omvang.rondes, 0, 0
    lijsten = maak_lijsten()
    eerste = Beleidsplan.objects.filter(slug__startswith="proefplan-").count() + 1
    for plaats in range(omvang.plannen):
        verteller = Verteller(random.Random(f"{omvang.zaad}:{plaats}"))  # noqa: S311  figures, no secrets
        with transaction.atomic():
            schrijver = Schrijver(maak_kader(eerste + plaats, omvang, lijsten, verteller), verteller)
            for nr in range(omvang.rondes):
                gemaakt += schrijver.schrijf_ronde(nr)
                gedaan += omvang.acties
                voortgang(gedaan, totaal)
            schrijver.rond_af(omvang)
    tel_na()
    return gemaakt
