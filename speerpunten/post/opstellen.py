"""What a mail says. Written when it is first sent, from what is true then; a mail that lost its sense is not sent.

The text holds `LINK` where the address of the link goes in: that is made anew for each try, and never kept.
"""

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format

from organisaties.models import Gebruiker, Lidmaatschap
from speerpunten.keuzes import DOORGEEFPOST, VASTE_TOESTANDEN, VRAGENDE_POST, Postsoort, Soort, Toestand
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Gebeurtenis, Melding, Post, Ronde, Uitstel
from speerpunten.models.post import LINK, UITNODIGINGSLINK
from speerpunten.post.overzicht import Overzicht
from speerpunten.post.termijn import termijn_van
from speerpunten.verschil import VeldVerschil, inhoudverschillen, taalverschillen

MAX_ONDERWERP = 200  # characters
# Which pair of templates (.txt and .html) writes which kind.
SJABLOON = dict.fromkeys(VRAGENDE_POST, "vraag") | {
    Postsoort.ONTVANGEN: "ontvangen",
    Postsoort.TERUGGESTUURD: "teruggestuurd",
    Postsoort.AANVAARD: "aanvaard",
    Postsoort.TAAL_VERBETERD: "aanvaard",
    Postsoort.LINK: "link",
    Postsoort.OVERZICHT: "overzicht",
    Postsoort.DOORGAVE: "doorgave",
    Postsoort.DOORGAVE_KLAAR: "doorgave_klaar",
    Postsoort.WELKOM: "welkom",
    Postsoort.UITNODIGING: "uitnodiging",
}


class NietMeerNodig(Exception):
    """The mail has lost its sense since it was put in the outbox; the text says why."""


@dataclass(frozen=True)
class Punt:
    """One actie that is asked: in which ronde, by when, and where it was returned: why, and by when again."""

    actie: Actie
    ronde: Ronde
    deadline: dt.date
    reden: str = ""
    tegen: dt.date | None = None


@dataclass(frozen=True)
class Brief:
    """A mail as it is kept: subject, both texts, and who gets the answers."""

    onderwerp: str
    tekst: str
    html: str
    antwoord_aan: str = ""


@dataclass(frozen=True)
class Bericht:
    """What happened to a melding, for a mail: the event, and its content as (label, text)."""

    gebeurtenis: Gebeurtenis
    velden: tuple[tuple[str, str], ...] = ()
    verbeterd: tuple[VeldVerschil, ...] = ()

    @property
    def melding(self) -> Melding:
        return self.gebeurtenis.melding

    @property
    def tegen(self) -> dt.date | None:
        return _dag(self.gebeurtenis.inhoud.get("tegen"))


def stel_op(post: Post, op: dt.date) -> Brief:
    """Write a mail of the outbox as of day `op`. Raises NietMeerNodig where it is not to be sent any more."""
    if not post.aan.is_active:
        raise NietMeerNodig("Deze persoon kan zich niet meer aanmelden.")
    if post.soort in VRAGENDE_POST:
        punten = open_punten(post, op)
        if not punten:
            raise NietMeerNodig(_waarom_geen_punten(post))
        return schrijf_vraag(post.aan, punten, op)
    if post.soort == Postsoort.OVERZICHT:
        if post.voor_dag != op or not post.aan.is_medewerker:
            raise NietMeerNodig("Dit overzicht is van een andere dag.")
        return Brief(post.onderwerp, post.tekst, post.html)
    if post.soort == Postsoort.LINK:
        return schrijf_link(post.aan, [regel.actie for regel in _regels(post)])
    if post.soort in DOORGEEFPOST:
        return schrijf_doorgave(post)
    if post.soort == Postsoort.UITNODIGING:
        return schrijf_uitnodiging(post)
    return schrijf_gebeurtenissen(post)


def _regels(post: Post) -> list:
    paden = ("actie__speerpunt__plan", "actie__verantwoordelijke", "ronde")
    return list(post.regels.select_related(*paden))


def _dag(waarde: str | None) -> dt.date | None:
    return dt.date.fromisoformat(waarde) if waarde else None


# --- what is asked


def open_punten(post: Post, op: dt.date) -> list[Punt]:
    """Give what of a mail this person still has to answer on day `op`: the acties that are theirs, open and asked."""
    regels = [regel for regel in _regels(post) if regel.ronde]
    acties, rondes = {regel.actie_id for regel in regels}, {regel.ronde_id for regel in regels}
    antwoorden = Melding.objects.filter(actie__in=acties, ronde__in=rondes, vervangt=None).met_teruggestuurd()
    meldingen = {(melding.actie_id, melding.ronde_id): melding for melding in antwoorden}
    rollen = _eigen_rollen(post.aan, acties, op)
    punten = (
        _punt(r.actie, r.ronde, meldingen.get((r.actie_id, r.ronde_id)), rollen.get(r.actie_id, []), op) for r in regels
    )
    return [punt for punt in punten if punt]


def _waarom_geen_punten(post: Post) -> str:
    """Tell why a mail that asks has nothing left to ask."""
    if post.regels.filter(actie__speerpunt__plan__toestand=Toestand.AFGESLOTEN).exists():
        return "Het plan is afgesloten."
    return "Alles is beantwoord, de ronde is gesloten of deze persoon is geen contactpersoon meer."


def _eigen_rollen(gebruiker: Gebruiker, acties: set[int], op: dt.date) -> dict[int, list[ActieOrganisatie]]:
    """Give per actie the roles for which this person is asked and gets post."""
    leden = Lidmaatschap.objects.huidig(op).filter(
        gebruiker=gebruiker, ontvangt_post=True, organisatie=OuterRef("organisatie")
    )
    rollen = ActieOrganisatie.objects.filter(actie__in=acties).die_antwoorden().filter(Exists(leden))
    uit: dict[int, list[ActieOrganisatie]] = {}
    for rol in rollen.select_related("organisatie"):
        uit.setdefault(rol.actie_id, []).append(rol)
    return uit


def _punt(
    actie: Actie, ronde: Ronde, melding: Melding | None, rollen: Sequence[ActieOrganisatie], op: dt.date
) -> Punt | None:
    uitstel = Uitstel.objects.dagen(ronde, [rol.organisatie for rol in rollen])
    termijnen = [termijn_van(ronde, uitstel.get(rol.organisatie_id)) for rol in rollen]
    plan = actie.speerpunt.plan
    if not termijnen or actie.gearchiveerd_op or plan.toestand != Toestand.LOPEND or ronde.opent > op:
        return None
    termijn = max(termijnen)
    if termijn.sluit < op or (melding and melding.toestand in VASTE_TOESTANDEN):
        return None
    return maak_punt(actie, ronde, termijn.deadline, melding)


def maak_punt(actie: Actie, ronde: Ronde, deadline: dt.date, melding: Melding | None) -> Punt:
    """Give a point of a mail; of a returned melding (from `met_teruggestuurd`) with its reason and its day."""
    reden = getattr(melding, "terug_reden", None) or ""
    return Punt(actie, ronde, deadline, reden, _dag(getattr(melding, "terug_tegen", None)))


def schrijf_vraag(aan: Gebruiker, punten: Sequence[Punt], op: dt.date) -> Brief:
    """Write the mail that asks for what is missing; changes nothing, so that it serves as a preview too."""
    per_ronde: dict[Ronde, list[Punt]] = {}
    for punt in punten:
        per_ronde.setdefault(punt.ronde, []).append(punt)
    eerste = min(punt.deadline for punt in punten)
    context = {"punten": punten, "per_ronde": list(per_ronde.items()), "deadline": eerste, "te_laat": eerste < op}
    wacht = "1 actie wacht" if len(punten) == 1 else f"{len(punten)} acties wachten"
    if eerste < op:
        onderwerp = f"Samenleven: {wacht} nog op u, de deadline was {_in_woorden(eerste)}"
    else:
        onderwerp = f"Samenleven: {wacht} op u, tegen {_in_woorden(eerste)}"
    return _brief("vraag", onderwerp, aan, [punt.actie for punt in punten], context)


# --- what happened


def schrijf_gebeurtenissen(post: Post) -> Brief:
    """Write the mail about what happened to one or more meldingen; about many their names are enough."""
    regels = list(post.regels.values_list("gebeurtenis", flat=True))
    rijen = Gebeurtenis.objects.filter(pk__in=regels).select_related(
        "melding__actie__speerpunt__plan", "melding__actie__verantwoordelijke", "melding__organisatie", "melding__ronde"
    )
    gebeurtenissen = list(rijen)
    verbeterd = _verbeteringen([g.melding_id for g in gebeurtenissen])
    berichten = [Bericht(g, _velden(g.inhoud), verbeterd.get(g.melding_id, ())) for g in gebeurtenissen]
    acties = [bericht.melding.actie for bericht in berichten]
    naam = SJABLOON[post.soort]
    return _brief(naam, _onderwerp(naam, berichten), post.aan, acties, {"berichten": berichten})


def _velden(inhoud: dict) -> tuple[tuple[str, str], ...]:
    """Give what the log kept as (label, text), without what is empty."""
    regels = [(v.label, _leesbaar(v.nieuw)) for v in inhoudverschillen({}, inhoud)]
    mijlpalen = inhoud.get("mijlpalen") or {}
    regels += [
        (f"Mijlpaal “{titel}”", f"bereikt op {_leesbaar(dag)}" if dag else "niet bereikt")
        for titel, dag in mijlpalen.items()
    ]
    return tuple(regels)


def _leesbaar(waarde: str) -> str:
    """Give a day such as 2024-12-31 as 31/12/2024, and any other text as it is."""
    try:
        return f"{dt.date.fromisoformat(waarde):%d/%m/%Y}" if len(waarde) == 10 else waarde
    except ValueError:
        return waarde


def _verbeteringen(meldingen: Iterable[int]) -> dict[int, tuple[VeldVerschil, ...]]:
    """Give per melding what its wording was and became when a checker improved it."""
    rijen = Gebeurtenis.objects.filter(melding__in=list(meldingen), soort=Soort.TAAL_VERBETERD).order_by("op", "pk")
    return {rij.melding_id: tuple(taalverschillen(rij)) for rij in rijen}


def _onderwerp(naam: str, berichten: Sequence[Bericht]) -> str:
    aantal = len(berichten)
    wat = str(berichten[0].melding.actie) if aantal == 1 else f"{aantal} acties"
    if naam == "teruggestuurd":
        dagen = [bericht.tegen for bericht in berichten if bericht.tegen]
        tegen = f", graag opnieuw tegen {_in_woorden(min(dagen))}" if dagen else ""
        return f"Samenleven: teruggestuurd, {wat}{tegen}"
    return f"Samenleven: {'goed ontvangen' if naam == 'ontvangen' else 'aanvaard'}, {wat}"


# --- a contact person who was given


def schrijf_doorgave(post: Post) -> Brief:
    """Write a mail about a doorgave: to staff while it waits, or after that to who gave it or to the new person.

    Raises NietMeerNodig where staff have nothing to do any more, or where merging organisaties took it away.
    """
    doorgave = post.doorgave
    naar_staf = post.soort == Postsoort.DOORGAVE
    if doorgave is None or (naar_staf and not (doorgave.is_open and post.aan.is_medewerker)):
        raise NietMeerNodig("Deze doorgave is al afgehandeld.")
    acties = [] if naar_staf else [regel.actie for regel in _regels(post)]
    waar = adres(reverse("contactpersonen", args=[doorgave.organisatie.slug]))
    onderwerp = {
        Postsoort.DOORGAVE: f"een nieuwe contactpersoon voor {doorgave.organisatie}?",
        Postsoort.DOORGAVE_KLAAR: f"{doorgave.naam} is {'nu' if doorgave.is_overgenomen else 'niet'} contactpersoon",
        Postsoort.WELKOM: f"u bent contactpersoon van {doorgave.organisatie}",
    }[post.soort]
    context = {"doorgave": doorgave, "acties": acties, "waar": waar, "uitnodiging": post.uitnodiging}
    return _brief(SJABLOON[post.soort], f"Samenleven: {onderwerp}", post.aan, acties, context)


def schrijf_uitnodiging(post: Post) -> Brief:
    """Write an invitation, or to who can log in already: what they became. Raises NietMeerNodig for one withdrawn, or
    sent anew since."""
    uitnodiging = post.uitnodiging
    if uitnodiging is None or uitnodiging.ingetrokken_op:
        raise NietMeerNodig("Deze uitnodiging is ingetrokken.")
    if not post.over.endswith(uitnodiging.zaad):
        raise NietMeerNodig("Deze uitnodiging is opnieuw verstuurd.")
    acties = [regel.actie for regel in _regels(post)]
    als = f"contactpersoon van {uitnodiging.organisatie}" if uitnodiging.organisatie else uitnodiging.get_rol_display()
    context = {"uitnodiging": uitnodiging, "als": als, "acties": acties}
    return _brief("uitnodiging", f"Samenleven: u bent {als}", post.aan, acties, context)


# --- the others


def schrijf_link(aan: Gebruiker, acties: Sequence[Actie]) -> Brief:
    """Write the mail with a new link."""
    return _brief("link", "Samenleven: uw nieuwe link", aan, acties, {"acties": acties})


def schrijf_overzicht(post: Post, overzicht: Overzicht) -> None:
    """Write the digest of a member of staff into its row."""
    rest = overzicht.na_te_kijken - len(overzicht.meldingen)
    context = {"overzicht": overzicht, "rest": rest, "nakijken": adres(reverse("nakijken"))}
    delen = [f"{overzicht.na_te_kijken} na te kijken"] if overzicht.na_te_kijken else []
    delen += [f"{len(overzicht.te_laat)} te laat"] if overzicht.te_laat else []
    delen += [f"{len(overzicht.doorgaven)} doorgegeven"] if overzicht.doorgaven else []
    brief = _brief(
        "overzicht", f"Samenleven vandaag: {', '.join(delen) or 'dit vraagt aandacht'}", post.aan, [], context
    )
    post.onderwerp, post.tekst, post.html = brief.onderwerp, brief.tekst, brief.html


# --- shared


def adres(pad: str) -> str:
    """Give the whole address of a page of this installation."""
    return settings.BASE_URL + pad


def _in_woorden(dag: dt.date) -> str:
    return date_format(dag, "j F Y")


def _een_regel(tekst: str) -> str:
    """Make a text fit for a header: one line, no control characters, not too long."""
    schoon = "".join(" " if unicodedata.category(teken)[0] in "CZ" else teken for teken in tekst)
    return " ".join(schoon.split())[:MAX_ONDERWERP]


def contact_van(acties: Iterable[Actie]) -> tuple[Gebruiker | None, Beleidsplan | None]:
    """Give who looks after most of these acties, and the plan whose public mailbox stands beside them."""
    acties = list(acties)
    telling = Counter(a.verantwoordelijke for a in acties if a.verantwoordelijke and a.verantwoordelijke.is_active)
    plan = next((a.speerpunt.plan for a in acties if a.speerpunt.plan.contact), None)
    return (telling.most_common(1)[0][0] if telling else None), plan


def _brief(naam: str, onderwerp: str, aan: Gebruiker, acties: Sequence[Actie], context: dict) -> Brief:
    contact, plan = contact_van(acties)
    mailbox = plan.contact if plan else ""
    gedeeld = {
        "aan": aan,
        "onderwerp": onderwerp,
        "link": LINK,
        "uitnodigingslink": UITNODIGINGSLINK,
        "met_veilige_link": krijgt_link(aan),
        "contact": contact,
        "mailbox": mailbox,
        "basis": settings.BASE_URL,
    }
    tekst = render_to_string(f"post/{naam}.txt", gedeeld | context).strip() + "\n"
    html = render_to_string(f"post/{naam}.html", gedeeld | context)
    return Brief(_een_regel(onderwerp), tekst, html, contact.email if contact else mailbox)


def krijgt_link(gebruiker: Gebruiker) -> bool:
    """Tell whether mail to this user may hold a safe link: never for staff and lezers (design, section 6)."""
    return not gebruiker.rol
