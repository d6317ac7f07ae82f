"""Which mails are due: on or before a day and not yet there. Reads only; `klaarzetten` writes it down.

When several are due for the same person in the same ronde only the latest goes; the others are logged as skipped. One
person gets one mail, over all rondes that are due; the others of those are logged as told in that mail.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from organisaties.models import Gebruiker, Rol
from speerpunten.gevraagd import Vraag, vragen_van
from speerpunten.keuzes import VRAGENDE_POST, Postsoort, Posttoestand
from speerpunten.models import Actie, Post, Ronde
from speerpunten.post.openstaand import Gevraagd, mailende_rondes, per_persoon
from speerpunten.post.overzicht import Overzicht, stel_overzicht_samen
from speerpunten.post.termijn import Moment, momenten

LATER = "Een latere mail over deze ronde was aan de beurt."
NIETS = "Er ontbrak niets meer."
SAMEN = "Staat in dezelfde mail als een andere ronde."
WERKWEEK = 5  # days, from Monday

Sleutel = tuple[int, int, str, dt.date]  # gebruiker, ronde, soort, dag


@dataclass(frozen=True)
class Voorstel:
    """One mail that is due: to whom, which, about what. With a reason it is not sent, only logged."""

    aan: Gebruiker
    soort: Postsoort
    over: str
    voor_dag: dt.date
    ronde: Ronde | None = None
    regels: tuple[tuple[Actie, Ronde], ...] = ()
    overzicht: Overzicht | None = None
    overgeslagen: str = ""

    def als_post(self) -> Post:
        """Give the unsaved row of the outbox."""
        toestand = Posttoestand.OVERGESLAGEN if self.overgeslagen else Posttoestand.KLAAR
        return Post(
            aan=self.aan,
            adres=self.aan.email,
            soort=self.soort,
            ronde=self.ronde,
            over=self.over,
            voor_dag=self.voor_dag,
            toestand=toestand,
            fout=self.overgeslagen,
        )


def over_ronde(ronde: Ronde) -> str:
    return f"ronde:{ronde.pk}"


def vervallend(op: dt.date) -> list[list[Voorstel]]:
    """Give what is due on day `op` and not in the outbox, per person: at most one mail to send, and what is skipped."""
    rondes = mailende_rondes(op)
    vragen = {ronde: vragen_van(ronde) for ronde in rondes}
    staat_er = _staat_er(rondes)
    per_wie: dict[int, list[tuple[Gevraagd, list[Moment]]]] = {}
    for ronde in rondes:
        for gevraagd in per_persoon(ronde, vragen[ronde], op):
            if nieuw := _nieuwe_momenten(gevraagd, staat_er, op):
                per_wie.setdefault(gevraagd.gebruiker.pk, []).append((gevraagd, nieuw))
    mails = [_bundel(werk) for werk in per_wie.values()]
    return mails + [[voorstel] for voorstel in _overzichten(vragen, op)]


def _staat_er(rondes: Iterable[Ronde]) -> set[Sleutel]:
    rijen = Post.objects.filter(ronde__in=rondes, soort__in=VRAGENDE_POST)
    return set(rijen.values_list("aan", "ronde", "soort", "voor_dag"))


def _nieuwe_momenten(gevraagd: Gevraagd, staat_er: set[Sleutel], op: dt.date) -> list[Moment]:
    """Give the moments up to day `op` that are not in the outbox; none where the latest of them is."""
    geweest = [moment for moment in momenten(gevraagd.ronde.opent, gevraagd.termijn) if moment.dag <= op]
    sleutel = (gevraagd.gebruiker.pk, gevraagd.ronde.pk)
    nieuw = [moment for moment in geweest if (*sleutel, *moment) not in staat_er]
    return nieuw if nieuw and nieuw[-1] == geweest[-1] else []


def _bundel(werk: list[tuple[Gevraagd, list[Moment]]]) -> list[Voorstel]:
    """Make one mail of all that is due for one person: that of the nearest deadline tells the others too."""
    uit: dict[Sleutel, Voorstel] = {}
    met_werk = [paar for paar in werk if paar[0].open]
    regels = tuple((vraag.actie, vraag.ronde) for gevraagd, _ in met_werk for vraag in gevraagd.open)
    hoofd = min(met_werk, key=lambda paar: (paar[0].termijn, paar[0].ronde.pk)) if met_werk else None
    for gevraagd, nieuw in werk:
        for moment in nieuw:
            waarom = LATER if moment != nieuw[-1] else NIETS if not gevraagd.open else SAMEN
            is_hoofd = hoofd is not None and hoofd[0] is gevraagd and moment == nieuw[-1]
            sleutel = (gevraagd.gebruiker.pk, gevraagd.ronde.pk, *moment)
            if is_hoofd or sleutel not in uit:
                uit[sleutel] = Voorstel(
                    gevraagd.gebruiker,
                    moment.soort,
                    over_ronde(gevraagd.ronde),
                    moment.dag,
                    ronde=gevraagd.ronde,
                    regels=tuple(dict.fromkeys(regels)) if is_hoofd else (),
                    overgeslagen="" if is_hoofd else waarom,
                )
    return list(uit.values())


def _overzichten(vragen: dict[Ronde, list[Vraag]], op: dt.date) -> list[Voorstel]:
    """Give the digest of each member of staff for whom something waits, on working days."""
    if op.weekday() >= WERKWEEK:
        return []
    staf = Gebruiker.objects.filter(rol__in=[Rol.BELEIDSMEDEWERKER, Rol.BEHEERDER], is_active=True)
    al = set(Post.objects.filter(soort=Postsoort.OVERZICHT, voor_dag=op).values_list("aan", flat=True))
    uit = []
    for gebruiker in staf.exclude(pk__in=al).order_by("pk"):
        overzicht = stel_overzicht_samen(gebruiker, vragen, op)
        if overzicht.heeft_iets:
            uit.append(Voorstel(gebruiker, Postsoort.OVERZICHT, "overzicht", op, overzicht=overzicht))
    return uit
