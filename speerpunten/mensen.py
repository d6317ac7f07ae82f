"""Who there is, for staff: persons with what they speak for, how they come in, and what still waits."""

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from organisaties.models import Doorgave, Gebruiker, Lidmaatschap, Organisatie, Uitnodiging, is_huidig
from organisaties.zoektekst import bevat, zoekwoorden
from speerpunten.models import Actie, ActieOrganisatie, Toegangslink

# What a visitor may choose: code -> label. Another code counts as the first.
TOON = {
    "": "Iedereen",
    "contact": "Contactpersonen",
    "rol": "Medewerkers en lezers",
    "nooit": "Nog nooit aangemeld",
    "uitgenodigd": "Uitnodiging staat open",
    "los": "Geen rol, geen organisatie",
    "uit": "Mag niet aanmelden",
    "zonder": "Organisaties zonder contactpersoon",
}


def mensen(*, vraag: str = "", toon: str = "") -> QuerySet[Gebruiker]:
    """Give the persons that a search and a choice of `TOON` ask for, by name; those who were erased are left out.

    Each with `huidige` (lidmaatschappen with organisatie), `open_uitnodigingen` and `laatste_link` (when a safe link
    last let them in): three queries, however many.
    """
    huidig = Lidmaatschap.objects.huidig().filter(gebruiker=OuterRef("pk"))
    open_ = Uitnodiging.objects.open().filter(gebruiker=OuterRef("pk"))
    keuzes = {
        "contact": Exists(huidig),
        "rol": ~Q(rol=""),
        "nooit": Q(last_login=None, is_active=True),
        "uitgenodigd": Exists(open_),
        "los": Q(rol="", is_active=True) & ~Exists(huidig),
        "uit": Q(is_active=False),
    }
    links = Toegangslink.objects.filter(gebruiker=OuterRef("pk")).values("gebruiker")
    rijen = Gebruiker.objects.filter(gewist_op=None)
    if toon in keuzes:
        rijen = rijen.filter(keuzes[toon])
    for woord in vraag.split()[:6]:
        bij = Lidmaatschap.objects.huidig().filter(gebruiker=OuterRef("pk"), organisatie__naam__icontains=woord)
        rijen = rijen.filter(Q(naam__icontains=woord) | Q(email__icontains=woord) | Exists(bij))
    return (
        rijen.annotate(laatste_link=Subquery(links.annotate(laatst=Max("gebruikt_op")).values("laatst")))
        .prefetch_related(
            Prefetch(
                "lidmaatschappen",
                Lidmaatschap.objects.huidig().select_related("organisatie").order_by("organisatie__naam", "pk"),
                to_attr="huidige",
            ),
            Prefetch("uitnodigingen", Uitnodiging.objects.open(), to_attr="open_uitnodigingen"),
        )
        .order_by("naam", "pk")
    )


def zonder_contactpersoon(*, vraag: str = "") -> QuerySet[Organisatie]:
    """Give the organisaties that stand at an actie that still counts and for which nobody who gets post speaks."""
    rollen = ActieOrganisatie.objects.filter(organisatie=OuterRef("pk"), actie__in=Actie.objects.telbaar())
    spreekt = Lidmaatschap.objects.huidig().filter(
        organisatie=OuterRef("pk"), gebruiker__is_active=True, ontvangt_post=True
    )
    rijen = Organisatie.objects.kiesbaar().actief().filter(Exists(rollen), ~Exists(spreekt))
    for woord in zoekwoorden(vraag):
        rijen = rijen.filter(bevat(woord, "zoektekst"))
    return rijen.order_by("naam", "pk")


def open_doorgaven() -> QuerySet[Organisatie]:
    """Give the organisaties for which a name waits, each with `wachten`: how many."""
    wachten = Count("doorgaven", filter=Q(doorgaven__in=Doorgave.objects.open().values("pk")))
    return Organisatie.objects.annotate(wachten=wachten).filter(wachten__gt=0).order_by("naam", "pk")


def lidmaatschappen_van(gebruiker: Gebruiker) -> QuerySet[Lidmaatschap]:
    """Give all for which this person speaks or spoke, the current first; each with `is_nu`."""
    nu = Lidmaatschap.objects.filter(is_huidig(), pk=OuterRef("pk"))
    rijen = Lidmaatschap.objects.filter(gebruiker=gebruiker).select_related("organisatie")
    return rijen.annotate(is_nu=Exists(nu)).order_by("-is_nu", "-van", "pk")
