"""Search a whole plan: acties, what was said about them, organisaties, speerpunten and reports. Knows no request.

Who may not see a thing does not find it, nor its number: every list starts from the rule of its model. What is needed
and the opmerking for the VGC are searched for nobody.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.utils.safestring import SafeString

from organisaties.eenvan import EenVan, Sleutels
from organisaties.markeren import fragment, markeer
from organisaties.models import Organisatie
from organisaties.voorbereid import voorbereid
from organisaties.zoektekst import MAX_WOORDEN, bevat, maak_zoektekst, stam, woorden
from speerpunten.access import zichtbare_organisaties
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Melding, Rapport, Speerpunt
from speerpunten.models.actie import CODE
from speerpunten.models.standtekst import DOORZOCHT

MAX_VRAAG = 200  # characters
MIN_WOORD = 2  # characters, of the longest word
FRAGMENTEN = 2  # of one thing
TEKSTEN_ACTIE = ("omschrijving", "beoogd_resultaat", "toelichting")


@dataclass(frozen=True)
class Vraag:
    """What somebody seeks: as typed, its words, and what to tell them about it."""

    tekst: str
    woorden: tuple[str, ...]
    opmerking: str = ""


@dataclass(frozen=True)
class Fragment:
    """A piece of a text with its hits marked, and which text it is of."""

    label: str
    html: SafeString


@dataclass(frozen=True)
class Treffer:
    """One thing that was found: its code and title marked, where it is, what stands under it, and pieces of text."""

    code: SafeString
    titel: SafeString
    url: str
    meta: str
    fragmenten: tuple[Fragment, ...] = ()
    standen: tuple[Melding, ...] = ()
    besloten: bool = False


def lees_vraag(ruw: str) -> Vraag:
    """Read what was typed; what does not count is left out and told."""
    tekst = ruw.replace("\x00", "").strip()
    opmerking = "Een teken in uw vraag telt niet mee." if "\x00" in ruw else ""
    alle = woorden(tekst[:MAX_VRAAG])
    if len(tekst) > MAX_VRAAG or len(alle) > MAX_WOORDEN:
        opmerking = f"Uw vraag is lang. We zochten op de eerste {min(len(alle), MAX_WOORDEN)} woorden."
    if tekst and max(map(len, alle), default=0) < MIN_WOORD:
        return Vraag(tekst[:MAX_VRAAG], (), "Typ een woord van minstens twee letters of cijfers.")
    return Vraag(tekst[:MAX_VRAAG], tuple(dict.fromkeys(alle[:MAX_WOORDEN])), opmerking)


def past(zoektekst: str, gezocht: tuple[str, ...]) -> bool:
    """Tell whether a search text holds every word, as `bevat` asks of the database."""
    return all(woord in zoektekst or stam(woord) in zoektekst for woord in gezocht)


def _fragmenten(rij: object, velden: tuple[str, ...], gezocht: tuple[str, ...]) -> tuple[Fragment, ...]:
    uit = []
    for veld in velden:
        if html := fragment(getattr(rij, veld), gezocht):
            label = rij._meta.get_field(veld).verbose_name.rstrip("?")
            uit.append(Fragment(label[:1].upper() + label[1:], html))
    return tuple(uit[:FRAGMENTEN])


# --- what is found; each gives all that is found, best first, and how to show some of it


def zoek_acties(plan: Beleidsplan, gebruiker, gezocht: tuple[str, ...]) -> list[Actie]:
    """Give the acties of which code or own text holds every word: code first, then title. One query."""
    acties = Actie.objects.in_plan(plan).zichtbaar_voor(gebruiker).filter(opgegaan_in=None)
    for woord in gezocht:
        code = CODE.fullmatch(woord)
        zelf = Q(speerpunt__nummer=int(code[1]), nummer=int(code[2])) if code else Q(pk__in=[])
        acties = acties.filter(bevat(woord, "zoektekst") | zelf)
    rijen = acties.select_related("speerpunt").defer("zoektekst").op_code()
    return sorted(rijen, key=lambda actie: _rang(actie, gezocht))


def _rang(actie: Actie, gezocht: tuple[str, ...]) -> int:
    if actie.code in gezocht:
        return 0
    titel = maak_zoektekst(actie.titel)
    return 1 if past(titel, gezocht) else 2 if any(past(titel, (woord,)) for woord in gezocht) else 3


def als_actie(actie: Actie, gezocht: tuple[str, ...]) -> Treffer:
    return Treffer(
        code=markeer(actie.code, gezocht),
        titel=markeer(actie.titel, gezocht),
        url=actie.get_absolute_url(),
        meta=f"gearchiveerd op {actie.gearchiveerd_op:%d/%m/%Y}" if actie.gearchiveerd_op else "",
        fragmenten=_fragmenten(actie, TEKSTEN_ACTIE, gezocht),
        besloten=not actie.openbaar,
    )


def _waarden(gezocht: tuple[str, ...]) -> dict[str, str]:
    """Give words and their stems as values of a query that is kept."""
    return {f"woord_{nr}": w for nr, w in enumerate(gezocht)} | {f"stam_{nr}": stam(w) for nr, w in enumerate(gezocht)}


def _paren(woorden: dict[str, str]) -> list[tuple[str, str]]:
    """Give each word of `_waarden` with its stem."""
    return [(woorden[f"woord_{nr}"], woorden[f"stam_{nr}"]) for nr in range(len(woorden) // 2)]


@voorbereid
def _standen(gebruiker, *, plan: int, **woorden: str) -> QuerySet:
    """Ask for the stands of a plan that hold every word. The keys of its acties are asked for first: so what it costs
    follows the plan."""
    zonder, acties = Q(standtekst=None), Actie.objects.in_plan(plan).values("pk")
    meldingen = Melding.objects.zichtbaar_voor(gebruiker).filter(EenVan("actie", Sleutels(acties)))
    for woord, wortel in _paren(woorden):
        meldingen = meldingen.filter(zonder | bevat(woord, "standtekst__zoektekst", wortel))
    teksten = [Case(When(zonder, then=F(veld)), default=Value(""), output_field=TextField()) for veld in DOORZOCHT]
    return meldingen.order_by("-peildatum", "-pk").values_list("pk", "actie", "standtekst", *teksten)


def zoek_standen(plan: Beleidsplan, gebruiker, gezocht: tuple[str, ...]) -> list[list[int]]:
    """Give the stands (keys) that hold every word, per actie: the newest day first, within an actie too. One query.

    Those without a search text (not accepted, or accepted since the last run) come along with their texts.
    """
    per_actie: defaultdict[int, list[int]] = defaultdict(list)
    for pk, actie, bekend, *gezegd in _standen(gebruiker, plan=plan.pk, **_waarden(gezocht)):
        if bekend is not None or past(maak_zoektekst(*gezegd), gezocht):
            per_actie[actie].append(pk)
    return list(per_actie.values())


def als_standen(groepen: list[list[int]], gezocht: tuple[str, ...]) -> list[Treffer]:
    """Give one line for each actie, with a link to each stand. One query."""
    velden = ("peildatum", "toestand", "actie__titel", "actie__nummer", "actie__openbaar", "actie__speerpunt__nummer")
    pks = [pk for groep in groepen for pk in groep]
    later = Melding.objects.filter(vervangt=OuterRef("pk"), toestand=MeldingToestand.AANVAARD)
    rijen = Melding.objects.filter(pk__in=pks).select_related("actie__speerpunt").only(*velden, *DOORZOCHT)
    rijen = rijen.annotate(is_gecorrigeerd=Exists(later))
    per_pk = {rij.pk: rij for rij in rijen}
    uit = []
    for groep in groepen:
        standen = tuple(per_pk[pk] for pk in groep if pk in per_pk)
        if not standen:
            continue
        actie = standen[0].actie
        uit.append(
            Treffer(
                code=markeer(actie.code, ()),
                titel=markeer(actie.titel, ()),
                url=actie.get_absolute_url(),
                meta="",
                fragmenten=_fragmenten(standen[0], DOORZOCHT, gezocht),
                standen=standen,
                besloten=not actie.openbaar,
            )
        )
    return uit


@voorbereid
def _organisaties(gebruiker, *, plan: int, **woorden: str) -> QuerySet[Organisatie]:
    acties = Actie.objects.in_plan(plan).zichtbaar_voor(gebruiker).values("pk")
    hier = ActieOrganisatie.objects.filter(actie__in=acties).values("organisatie").distinct()
    gevonden = zichtbare_organisaties(gebruiker).filter(EenVan("pk", Sleutels(hier)))
    for woord, wortel in _paren(woorden):
        gevonden = gevonden.filter(bevat(woord, "zoektekst", wortel))
    eigen = Q(EenVan("rollen__actie", Sleutels(acties)))
    return gevonden.annotate(aantal=Count("rollen__actie", filter=eigen, distinct=True)).order_by("naam", "pk")


def zoek_organisaties(plan: Beleidsplan, gebruiker, gezocht: tuple[str, ...]) -> list[Organisatie]:
    """Give the organisaties of this plan, with the number of its acties (`aantal`) as this reader may know them."""
    return _organisaties(gebruiker, plan=plan.pk, **_waarden(gezocht))


def als_organisatie(organisatie: Organisatie, gezocht: tuple[str, ...]) -> Treffer:
    naam = f"{organisatie.naam} ({organisatie.afkorting})" if organisatie.afkorting else organisatie.naam
    return Treffer(
        code=SafeString(""),
        titel=markeer(naam, gezocht),
        url=organisatie.get_absolute_url(),
        meta=f"{organisatie.aantal} actie{'' if organisatie.aantal == 1 else 's'} in dit plan",
        fragmenten=_fragmenten(organisatie, ("omschrijving",), gezocht),
    )


def zoek_speerpunten(plan: Beleidsplan, gezocht: tuple[str, ...]) -> list[Speerpunt]:
    """Give those of which title or toelichting holds every word, those with a word in the title first. One query."""
    alle = list(plan.speerpunten.order_by("nummer"))
    raak = [punt for punt in alle if past(maak_zoektekst(punt.titel, punt.toelichting), gezocht)]
    return sorted(raak, key=lambda punt: not any(past(maak_zoektekst(punt.titel), (w,)) for w in gezocht))


def als_speerpunt(punt: Speerpunt, gezocht: tuple[str, ...]) -> Treffer:
    return Treffer(
        code=SafeString(punt.nummer),
        titel=markeer(punt.titel, gezocht),
        url=punt.get_absolute_url(),
        meta="",
        fragmenten=_fragmenten(punt, ("toelichting",), gezocht),
    )


def zoek_rapporten(plan: Beleidsplan, gebruiker, gezocht: tuple[str, ...]) -> list[Treffer]:
    """Give the definitive reports with every word in their name or their rechtzettingen. One query."""
    recht = ("rechtzettingen__stond", "rechtzettingen__wordt", "rechtzettingen__reden")
    rijen = Rapport.objects.zichtbaar_voor(gebruiker).filter(ronde__plan=plan).order_by("-definitief_op", "-pk")
    per: dict[int, tuple[Rapport, list[str]]] = {}
    velden = ("ronde__naam", "ronde__slug")
    for rapport in (
        rijen.select_related("ronde")
        .only(*velden, "definitief_op")
        .annotate(**{f"r_{nr}": F(veld) for nr, veld in enumerate(recht)})
    ):
        teksten = [getattr(rapport, f"r_{nr}") or "" for nr in range(len(recht))]
        per.setdefault(rapport.pk, (rapport, []))[1].extend(teksten)
    uit = []
    for rapport, teksten in per.values():
        if not past(maak_zoektekst(rapport.ronde.naam, *teksten), gezocht):
            continue
        rapport.ronde.plan = plan
        stukken = [html for tekst in teksten if (html := fragment(tekst, gezocht))]
        uit.append(
            Treffer(
                code=SafeString(""),
                titel=markeer(f"Rapport {rapport.ronde.naam}", gezocht),
                url=rapport.ronde.rapport_url,
                meta=f"definitief op {rapport.definitief_op:%d/%m/%Y}",
                fragmenten=tuple(Fragment("Rechtzetting", html) for html in stukken[:FRAGMENTEN]),
            )
        )
    return uit
