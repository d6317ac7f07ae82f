"""The Atom feed of a plan: what was accepted and which reports became definitive. Public content, no persons.

The same bytes for the same content, so that their hash can be the ETag. Knows no request.
"""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from speerpunten.keuzes import Herkomst
from speerpunten.models import Actie, Beleidsplan, Melding, Rapport

HOOGSTENS = 50  # entries
LAATST_AANVAARD = ("-aanvaard_op", "-pk")
GEZEGD = {"reden": "Reden", "bereikt_resultaat": "Bereikt", "volgende_stappen": "Volgende stappen"}
_STUURTEKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold


@dataclass(frozen=True)
class Bericht:
    """One entry: its lasting name, where it is, when it appeared or last changed, and its text as HTML."""

    tag: str
    titel: str
    url: str
    op: dt.datetime
    gewijzigd_op: dt.datetime
    tekst: SafeString


@dataclass(frozen=True)
class Feed:
    """A feed as it is sent; `gewijzigd_op`: when its newest entry appeared (None: nothing yet)."""

    inhoud: bytes
    gewijzigd_op: dt.datetime | None


def maak_feed(plan: Beleidsplan, gebruiker) -> Feed:
    """Give the feed of a plan: the last accepted stands and definitive reports, the newest first. Two queries.

    Public acties alone, whoever asks; `gebruiker` decides whether a plan that is not public shows any.
    """
    berichten = sorted(
        [*_standen(plan, gebruiker), *_rapporten(plan, gebruiker)], key=lambda b: (b.gewijzigd_op, b.tag), reverse=True
    )[:HOOGSTENS]
    url = _adres(reverse("wijzigingen_feed", args=[plan.slug]))
    feed = Atom1Feed(
        title=_schoon(f"Wat veranderde er in {plan.naam}"),
        link=_adres(plan.get_absolute_url()),
        description=None,
        subtitle="Aanvaarde standen en definitieve rapporten.",
        language="nl-BE",
        author_name=_schoon(plan.opdrachtgever.naam if plan.opdrachtgever else plan.naam),
        feed_url=url,
        feed_guid=url,
    )
    for bericht in berichten:
        feed.add_item(
            title=bericht.titel,
            link=bericht.url,
            description=bericht.tekst,
            unique_id=bericht.tag,
            pubdate=bericht.op,
            updateddate=bericht.gewijzigd_op,
        )
    gewijzigd_op = max((b.gewijzigd_op for b in berichten), default=None)
    feed.latest_post_date = lambda: gewijzigd_op or dt.datetime.combine(plan.van, dt.time(), dt.UTC)
    return Feed(feed.writeString("utf-8").encode(), gewijzigd_op)


def _standen(plan: Beleidsplan, gebruiker) -> list[Bericht]:
    """Give the accepted stands of public acties that no accepted one replaces; `nodig` and names of people stay out."""
    acties = Actie.objects.in_plan(plan).zichtbaar_voor(gebruiker).filter(openbaar=True)
    # first which: to order all stands of a plan with their texts takes longer
    laatste = Melding.objects.geldig_op().filter(actie__in=acties).order_by(*LAATST_AANVAARD).values("pk")[:HOOGSTENS]
    meldingen = (
        Melding.objects.filter(pk__in=laatste)
        .select_related("actie__speerpunt", "organisatie")
        .only(
            *("status", "verloop", "resultaat", "peildatum", "toelichting", "herkomst", "niets_veranderd", *GEZEGD),
            *("correctie_reden", "vervangt", "aanvaard_op", "organisatie__naam"),
            *("actie__titel", "actie__nummer", "actie__speerpunt__nummer"),
        )
        .order_by(*LAATST_AANVAARD)
    )
    return [_stand(melding) for melding in meldingen]


def _stand(melding: Melding) -> Bericht:
    woorden = (melding.get_status_display(), melding.get_verloop_display(), melding.get_resultaat_display())
    return Bericht(
        tag=_tag(melding.aanvaard_op, f"stand/{melding.pk}"),
        titel=_schoon(f"{melding.actie}: {', '.join(filter(None, woorden)).lower()}"),
        url=_adres(melding.get_absolute_url()),
        op=melding.aanvaard_op,
        gewijzigd_op=melding.aanvaard_op,
        tekst=_tekst(melding),
    )


def _tekst(melding: Melding) -> SafeString:
    """Give what a stand says, as a page shows it to everybody."""
    if melding.herkomst == Herkomst.PUBLIEKE_BRON:
        wie = "uit een publieke bron"
    else:
        wie = f"gerapporteerd door {melding.organisatie.naam if melding.organisatie else 'het bestuur'}"
    delen = [("Stand op", f"{melding.peildatum:%d/%m/%Y}, {wie}.")]
    if melding.vervangt_id:
        delen.append(("Correctie", melding.correctie_reden))
    if melding.niets_veranderd:
        delen.append(("Bevestigd", "er veranderde niets."))
    delen += [(label, getattr(melding, veld)) for veld, label in GEZEGD.items()]
    regels = format_html_join("", "<p><strong>{}:</strong> {}</p>", [(wat, _schoon(zin)) for wat, zin in delen if zin])
    toelichting = linebreaks(_schoon(melding.toelichting), autoescape=True) if melding.toelichting else ""
    return regels + mark_safe(toelichting)


def _rapporten(plan: Beleidsplan, gebruiker) -> list[Bericht]:
    rapporten = (
        Rapport.objects.zichtbaar_voor(gebruiker)
        .filter(ronde__plan=plan)
        .select_related("ronde")
        .defer("inhoud")
        .annotate(rechtgezet=Count("rechtzettingen"), rechtgezet_op=Max("rechtzettingen__op"))
        .order_by("-definitief_op", "-pk")
    )
    return [_rapport(plan, rapport) for rapport in rapporten]


def _rapport(plan: Beleidsplan, rapport: Rapport) -> Bericht:
    ronde = rapport.ronde
    ronde.plan = plan
    aantal = rapport.rechtgezet
    recht = f" Met {aantal} rechtzetting{'' if aantal == 1 else 'en'}." if aantal else ""
    return Bericht(
        tag=_tag(rapport.definitief_op, f"rapport/{rapport.pk}"),
        titel=_schoon(f"Rapport {ronde.naam} is definitief"),
        url=_adres(ronde.rapport_url),
        op=rapport.definitief_op,
        gewijzigd_op=max(filter(None, (rapport.definitief_op, rapport.rechtgezet_op))),
        tekst=format_html("<p>{}</p>", f"Over {ronde.van:%d/%m/%Y} tot en met {ronde.tot:%d/%m/%Y}.{recht}"),
    )


def _adres(pad: str) -> str:
    return settings.BASE_URL + pad


def _tag(op: dt.datetime, wat: str) -> str:
    """Give a name that never changes (RFC 4151): of this installation, on the day that it appeared."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{op:%Y-%m-%d}:{wat}"


def _schoon(tekst: str) -> str:
    return _STUURTEKEN.sub("", tekst)
