"""The acts on the outbox: tell what happened to a melding, remind now, try again, ask for a link, the daily run.

A mail that tells of an act is written down in the transaction of that act, and sent after it.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from organisaties.models import Gebruiker, Organisatie
from speerpunten.gevraagd import ontvangers, vragen_van
from speerpunten.keuzes import Herkomst, Postsoort, Posttoestand, Soort
from speerpunten.models import Dagrun, Gebeurtenis, Linkaanvraag, Melding, Post, Postregel, Ronde
from speerpunten.post.aanvragen import verwerk_aanvragen
from speerpunten.post.achtergrond import verstuur_straks
from speerpunten.post.klaarzetten import leg_vast, zet_klaar
from speerpunten.post.openstaand import Gevraagd, mailende_rondes, per_persoon, wie_moet
from speerpunten.post.opstellen import Brief, maak_punt, schrijf_vraag
from speerpunten.post.versturen import Verslag, verstuur_alles
from speerpunten.post.vervallend import Voorstel, vervallend
from speerpunten.services.slot import PlanAfgesloten, is_dicht
from speerpunten.services.toegang import trek_links_van_vertrokkenen_in

logger = logging.getLogger(__name__)

POST_BIJ = {
    Soort.INGEDIEND: Postsoort.ONTVANGEN,
    Soort.NIETS_VERANDERD: Postsoort.ONTVANGEN,
    Soort.TERUGGESTUURD: Postsoort.TERUGGESTUURD,
    Soort.AANVAARD: Postsoort.AANVAARD,
}
WACHT_OP_MEER = dt.timedelta(minutes=10)  # a bundle that is not closed by then goes as it is
PER_UUR_WIE = 5  # requests for a link to one address
PER_UUR_VANWAAR = 30  # and from one network address
UUR = dt.timedelta(hours=1)


# --- what happened to a melding


class Bundel:
    """Gathers the mails of many acts: one a person, which names all acties. Close it when the last act is done."""

    def __init__(self) -> None:
        self.sleutel = f"bundel:{uuid.uuid4().hex}"

    @contextmanager
    def erin(self) -> Iterator[None]:
        """Let the acts inside go into this bundle."""
        eerder = _bundel.set(self)
        try:
            yield
        finally:
            _bundel.reset(eerder)

    def close(self) -> None:
        """Send what was gathered."""
        Post.objects.filter(over__startswith=self.sleutel, toestand=Posttoestand.KLAAR, pogingen=0).update(
            volgende_poging=timezone.now()
        )
        transaction.on_commit(verstuur_straks)


_bundel: ContextVar[Bundel | None] = ContextVar("bundel", default=None)


@contextmanager
def gebundeld() -> Iterator[Bundel]:
    """Gather the mails of all acts inside, and send them at the end: for an act on many acties at once."""
    bundel = Bundel()
    try:
        with bundel.erin():
            yield bundel
    finally:
        bundel.close()


def vertel(gebeurtenis: Gebeurtenis) -> None:
    """Put the mails about an event of a melding in the outbox, in the transaction of the act.

    Not about imports and public sources, nor about what needs no mail.
    """
    soort = POST_BIJ.get(gebeurtenis.soort)
    melding = gebeurtenis.melding
    if soort is None or melding.herkomst != Herkomst.RAPPORTERING:
        return
    mensen = _wie(melding, soort)
    if mensen and soort == Postsoort.AANVAARD and _is_verbeterd(melding):
        soort = Postsoort.TAAL_VERBETERD
    bundel = _bundel.get()
    for gebruiker in mensen:
        if bundel:
            _in_bundel(bundel, gebruiker, POST_BIJ[gebeurtenis.soort], gebeurtenis)
        else:
            over = f"gebeurtenis:{gebeurtenis.pk}"
            zet_klaar(aan=gebruiker, soort=soort, over=over, gebeurtenissen=[gebeurtenis])
    if mensen and not bundel:
        transaction.on_commit(verstuur_straks)


def _wie(melding: Melding, soort: Postsoort) -> list[Gebruiker]:
    """Give who is told: whoever sent it, or else (staff wrote it for them, or who sent it left) the contact persons.

    Nobody who gets no post. Staff who sent it themselves only hear that it was returned.
    """
    afzender = melding.ingediend_door
    bij = ontvangers([melding.organisatie]).get(melding.organisatie_id, []) if melding.organisatie else []
    if afzender in bij:
        return [afzender]
    mensen = list(bij) if melding.namens or soort != Postsoort.ONTVANGEN else []
    if soort == Postsoort.TERUGGESTUURD and afzender and afzender.is_medewerker and afzender.is_active:
        mensen.append(afzender)
    return mensen


def _is_verbeterd(melding: Melding) -> bool:
    return Gebeurtenis.objects.filter(melding=melding, soort=Soort.TAAL_VERBETERD).exists()


def _in_bundel(bundel: Bundel, aan: Gebruiker, soort: Postsoort, gebeurtenis: Gebeurtenis) -> None:
    """Add an event to the mail of this person in the bundle; to a new one where that left already."""
    eigen = Post.objects.filter(over__startswith=bundel.sleutel, aan=aan, soort=soort)
    wacht = eigen.filter(toestand=Posttoestand.KLAAR, pogingen=0)
    if wacht.update(volgende_poging=timezone.now() + WACHT_OP_MEER):
        Postregel.objects.create(post=wacht.get(), actie_id=gebeurtenis.melding.actie_id, gebeurtenis=gebeurtenis)
        return
    over = f"{bundel.sleutel}:{eigen.count()}"
    zet_klaar(aan=aan, soort=soort, over=over, gebeurtenissen=[gebeurtenis], wacht=WACHT_OP_MEER)


# --- remind now


@dataclass(frozen=True)
class Herinnering:
    """Whom a reminder reaches, whom not, and what the first of them reads."""

    ontvangers: tuple[Gebruiker, ...]
    al_vandaag: tuple[Gebruiker, ...]  # reminded by hand today already
    zonder_contact: tuple[Organisatie, ...]  # asked, but nobody there gets post
    voorbeeld: Brief | None


@dataclass(frozen=True)
class _Plan:
    te_doen: tuple[Gevraagd, ...]
    al_vandaag: tuple[Gebruiker, ...]
    zonder_contact: tuple[Organisatie, ...]


def _plan_herinnering(ronde: Ronde, organisaties: Sequence[Organisatie], op: dt.date) -> _Plan:
    gekozen = set(organisaties)
    vragen = [vraag for vraag in vragen_van(ronde) if gekozen & set(wie_moet(vraag))]
    mensen = ontvangers(gekozen, op)
    doel = {gebruiker.pk for leden in mensen.values() for gebruiker in leden}
    zonder = {o for vraag in vragen for o in wie_moet(vraag) if o in gekozen and o.pk not in mensen}
    al = set(Post.objects.filter(soort=Postsoort.HERINNERING_NU, voor_dag=op).values_list("aan", flat=True))
    werk = [g for g in per_persoon(ronde, vragen, op) if g.open and g.gebruiker.pk in doel]
    return _Plan(
        te_doen=tuple(g for g in werk if g.gebruiker.pk not in al),
        al_vandaag=tuple(dict.fromkeys(g.gebruiker for g in werk if g.gebruiker.pk in al)),
        zonder_contact=tuple(sorted(zonder, key=lambda organisatie: organisatie.naam)),
    )


def mag_herinneren(ronde: Ronde, op: dt.date | None = None) -> bool:
    """Tell whether a reminder makes sense: somebody may still answer, and the plan runs."""
    return ronde in mailende_rondes(op or timezone.localdate())


def _eis_herinnerbaar(ronde: Ronde, door: Gebruiker, op: dt.date) -> None:
    if not door.is_medewerker:
        raise PermissionDenied
    if is_dicht([ronde.plan_id]):
        raise PlanAfgesloten
    if not mag_herinneren(ronde, op):
        raise ValidationError("Deze ronde neemt nu geen antwoorden. Een herinnering heeft geen zin.")


def bekijk_herinnering(
    *, ronde: Ronde, organisaties: Sequence[Organisatie], door: Gebruiker, op: dt.date | None = None
) -> Herinnering:
    """Give what `herinner_nu` would do, with the mail that the first person would get; writes nothing.

    Raises PermissionDenied for who is not staff, ValidationError where the ronde takes no answers.
    """
    op = op or timezone.localdate()
    _eis_herinnerbaar(ronde, door, op)
    plan = _plan_herinnering(ronde, organisaties, op)
    return _als_herinnering(plan, _per_gebruiker(plan.te_doen), op)


def _per_gebruiker(werk: Iterable[Gevraagd]) -> dict[Gebruiker, list[Gevraagd]]:
    uit: dict[Gebruiker, list[Gevraagd]] = {}
    for gevraagd in werk:
        uit.setdefault(gevraagd.gebruiker, []).append(gevraagd)
    return uit


def _als_herinnering(plan: _Plan, per: dict[Gebruiker, list[Gevraagd]], op: dt.date) -> Herinnering:
    voorbeeld = None
    for gebruiker, werk in list(per.items())[:1]:
        punten = [maak_punt(v.actie, v.ronde, g.termijn.deadline, v.melding) for g in werk for v in g.open]
        voorbeeld = schrijf_vraag(gebruiker, punten, op)
    return Herinnering(tuple(per), plan.al_vandaag, plan.zonder_contact, voorbeeld)


def herinner_nu(
    *, ronde: Ronde, organisaties: Sequence[Organisatie], door: Gebruiker, op: dt.date | None = None
) -> Herinnering:
    """Remind the contact persons of these organisaties of what they still owe: at most once per person and day.

    Gives who is reminded, who was already, and who has nobody to remind. Errors as `bekijk_herinnering`.
    """
    op = op or timezone.localdate()
    _eis_herinnerbaar(ronde, door, op)
    plan = _plan_herinnering(ronde, organisaties, op)
    per = _per_gebruiker(plan.te_doen)
    gelukt = {g: werk for g, werk in per.items() if _zet_herinnering(g, ronde, werk, op)}
    logger.info("Reminded %s persons of ronde %s, by user %s", len(gelukt), ronde.pk, door.pk)
    transaction.on_commit(verstuur_straks)
    return _als_herinnering(plan, gelukt, op)


def _zet_herinnering(aan: Gebruiker, ronde: Ronde, werk: Iterable[Gevraagd], op: dt.date) -> bool:
    """Put the reminder of one person in the outbox; False where another was first."""
    try:
        with transaction.atomic():
            zet_klaar(
                aan=aan,
                soort=Postsoort.HERINNERING_NU,
                over="nu",  # whichever ronde: once a day
                voor_dag=op,
                ronde=ronde,
                vragen=dict.fromkeys((vraag.actie, ronde) for gevraagd in werk for vraag in gevraagd.open),
            )
    except IntegrityError:
        return False
    return True


# --- try again, ask for a link


def probeer_opnieuw(*, posten: Iterable[Post], door: Gebruiker) -> int:
    """Put mails that failed back in the outbox, to be tried from the start; give how many. Only for staff."""
    if not door.is_medewerker:
        raise PermissionDenied
    mislukt = Post.objects.filter(pk__in=[post.pk for post in posten], toestand=Posttoestand.MISLUKT)
    aantal = mislukt.update(toestand=Posttoestand.KLAAR, pogingen=0, volgende_poging=timezone.now())
    logger.info("User %s put %s failed mails back", door.pk, aantal)
    transaction.on_commit(verstuur_straks)
    return aantal


@transaction.atomic
def vraag_link_aan(*, adres: str, vanwaar: str) -> None:
    """Take a request for a new link, from whoever for whomever: who it is, is looked up after the answer.

    In: the e-mail address as typed, the network address. Above the limits nothing is kept, and nobody is told.
    """
    adres = adres.strip().lower()
    wie, bron = (salted_hmac("speerpunten.linkaanvraag", t, algorithm="sha256").hexdigest() for t in (adres, vanwaar))
    sinds = Linkaanvraag.objects.filter(gevraagd_op__gt=timezone.now() - UUR)
    te_veel = sinds.filter(wie=wie).count() >= PER_UUR_WIE, sinds.filter(vanwaar=bron).count() >= PER_UUR_VANWAAR
    if any(te_veel):
        logger.warning("Too many requests for a link, from %s", bron[:8])
        return
    Linkaanvraag.objects.create(adres=adres, wie=wie, vanwaar=bron)
    transaction.on_commit(verstuur_straks)


# --- every day


def voer_dag_uit(*, op: dt.date | None = None) -> Dagrun:
    """Do what `manage.py dagelijks` does: write down what is due, and send all that waits; give the record of the run.

    May run any number of times and beside itself: each mail goes once.
    """
    op = op or timezone.localdate()
    run = Dagrun.objects.create()
    try:
        trek_links_van_vertrokkenen_in()
        verwerk_aanvragen()
        gelogd = sum(_leg_vast(mail) for mail in vervallend(op))
        verslag = verstuur_alles()
    except Exception as fout:
        run.fout = f"{type(fout).__name__}: {fout}"
        raise
    else:
        _schrijf_in(run, verslag, gelogd)
    finally:
        run.geeindigd_op = timezone.now()
        run.save()
    return run


def _leg_vast(mail: Sequence[Voorstel]) -> int:
    """Write down what is due for one person; give how many of it are only logged, as skipped."""
    return sum(post.toestand == Posttoestand.OVERGESLAGEN for post in leg_vast(mail))


def _schrijf_in(run: Dagrun, verslag: Verslag, gelogd: int) -> None:
    run.verzonden, run.uitgesteld, run.mislukt = verslag.verzonden, verslag.uitgesteld, verslag.mislukt
    run.overgeslagen = verslag.overgeslagen + gelogd
    run.fout = "\n".join(dict.fromkeys(verslag.fouten))
