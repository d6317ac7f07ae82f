"""Put mails in the outbox. Each of these joins the transaction that it is called in; nothing is sent here."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from organisaties.models import Doorgave, Gebruiker, Uitnodiging
from speerpunten.keuzes import Postsoort
from speerpunten.models import Actie, Gebeurtenis, Post, Postregel, Ronde
from speerpunten.post.opstellen import schrijf_overzicht
from speerpunten.post.vervallend import Voorstel


def leg_vast(voorstellen: Iterable[Voorstel]) -> list[Post]:
    """Write down all that is due for one person, or nothing where somebody else was first; give the rows."""
    rijen: list[Post] = []
    voorstellen = list(voorstellen)
    try:
        with transaction.atomic():
            for voorstel in voorstellen:
                post = voorstel.als_post()
                if voorstel.overzicht:
                    schrijf_overzicht(post, voorstel.overzicht)
                post.save(force_insert=True)
                Postregel.objects.bulk_create(
                    Postregel(post=post, actie=actie, ronde=ronde) for actie, ronde in voorstel.regels
                )
                rijen.append(post)
    except IntegrityError:
        if not any(_staat_er(voorstel) for voorstel in voorstellen):
            raise
        return []
    return rijen


def _staat_er(voorstel: Voorstel) -> bool:
    dezelfde = Post.objects.filter(aan=voorstel.aan, soort=voorstel.soort, over=voorstel.over)
    return dezelfde.filter(voor_dag=voorstel.voor_dag).exists()


def zet_klaar(
    *,
    aan: Gebruiker,
    soort: Postsoort,
    over: str,
    voor_dag: dt.date | None = None,
    ronde: Ronde | None = None,
    vragen: Iterable[tuple[Actie, Ronde | None]] = (),
    gebeurtenissen: Iterable[Gebeurtenis] = (),
    doorgave: Doorgave | None = None,
    uitnodiging: Uitnodiging | None = None,
    wacht: dt.timedelta = dt.timedelta(0),
) -> Post:
    """Make one mail with its rows; it is not sent before `wacht` has passed.

    In: what it asks (`vragen`) or tells (`gebeurtenissen`, with their melding; `doorgave`, `uitnodiging`). Raises
    IntegrityError where it exists.
    """
    post = Post.objects.create(
        aan=aan,
        adres=aan.email,
        soort=soort,
        over=over,
        ronde=ronde,
        doorgave=doorgave,
        uitnodiging=uitnodiging,
        voor_dag=voor_dag or timezone.localdate(),
        volgende_poging=timezone.now() + wacht,
    )
    regels = [Postregel(post=post, actie=actie, ronde=in_ronde) for actie, in_ronde in vragen]
    regels += [Postregel(post=post, actie_id=g.melding.actie_id, gebeurtenis=g) for g in gebeurtenissen]
    Postregel.objects.bulk_create(regels)
    return post
