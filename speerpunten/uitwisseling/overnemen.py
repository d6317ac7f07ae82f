"""The acts on an import: look at a file, take it over, undo it. All or nothing; who, when and which file is kept."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Doelgroep, Import, Melding, Mijlpaal, Speerpunt
from speerpunten.services.acties import ActieVerouderd, MijlpaalRegel, Omgeving, maak_acties
from speerpunten.services.bundels import archiveer_acties, haal_acties_terug, wijzig_acties
from speerpunten.services.geschiedenis import geschiedenis_door
from speerpunten.services.meldingen import Verouderd, dien_import_in, trek_import_in
from speerpunten.services.slot import eis_open
from speerpunten.uitwisseling.bekijken import Uitkomst, bekijk
from speerpunten.uitwisseling.register import vrije_slug
from speerpunten.uitwisseling.voorstel import vingerafdruk
from speerpunten.uitwisseling.werk import Actiewerk, Werk
from speerpunten.voortgang import Voortgang

BUNDEL = 250  # new acties or stands between two signs of life


class ImportVerouderd(Exception):
    """The plan moved on since the preview was read: nothing was done."""


class ImportBezet(Exception):
    """Another import of this plan is under way."""


@transaction.atomic
def maak_import(*, plan: Beleidsplan, naam: str, inhoud: bytes, door: Gebruiker) -> Import:
    """Keep a file that was handed in; nothing of it is taken over yet. Raises ValidationError in a closed plan."""
    eis_open(plan.pk)
    return Import.objects.create(
        plan=plan,
        bestandsnaam=PurePath(naam.replace("\\", "/")).name[:200] or "bestand",
        bestand=inhoud,
        sha256=hashlib.sha256(inhoud).hexdigest(),
        door=door,
    )


def bekijk_import(invoer: Import, keuzes: Mapping[str, object]) -> Iterator[Voortgang]:
    """Look at the file with these choices, and keep the preview.

    Raises Bestandsfout, and ValidationError in a closed plan.
    """
    uitkomsten: list[Uitkomst] = []
    yield from bekijk(invoer.plan, bytes(invoer.bestand), keuzes, meld=uitkomsten.append)
    invoer.keuzes, invoer.voorstel = dict(keuzes), uitkomsten[0].voorstel.als_dict()
    with transaction.atomic():
        eis_open(invoer.plan_id)
        invoer.save(update_fields=["keuzes", "voorstel"])


def voer_uit(invoer: Import, *, door: Gebruiker) -> Iterator[Voortgang]:
    """Take over what the preview says, in one transaction.

    Raises ImportVerouderd where the plan moved on since, ImportBezet while another import runs, ValidationError where
    it may not be done (any more), Bestandsfout.
    """
    Import.objects.filter(pk=invoer.pk, uitgevoerd_op=None).update(begonnen_op=timezone.now())
    with transaction.atomic(), geschiedenis_door(door):
        plan = _vergrendel(invoer)
        uitkomsten: list[Uitkomst] = []
        yield from bekijk(plan, bytes(invoer.bestand), invoer.keuzes, meld=uitkomsten.append)
        werk, voorstel = uitkomsten[0].werk, uitkomsten[0].voorstel
        if voorstel.vingerafdruk != vingerafdruk(invoer.voorstel.get("regels", ())):
            raise ImportVerouderd
        if not voorstel.mag:
            raise ValidationError("Er valt niets over te nemen, of er staan nog fouten in.")
        try:
            yield from _Uitvoering(invoer, werk, door).doe()
        except ActieVerouderd as fout:
            raise ImportVerouderd from fout
        invoer.uitgevoerd_op, invoer.uitgevoerd_door = timezone.now(), door
        invoer.save(update_fields=["uitgevoerd_op", "uitgevoerd_door", "gedaan"])


def _vergrendel(invoer: Import) -> Beleidsplan:
    """Lock the plan: one import at a time. Raises ImportBezet and ValidationError."""
    try:
        plan = Beleidsplan.objects.select_for_update(nowait=True, no_key=True).get(pk=invoer.plan_id)
    except DatabaseError as fout:
        raise ImportBezet from fout
    eis_open(plan.pk)
    if Import.objects.filter(pk=invoer.pk, uitgevoerd_op__isnull=False).exists():
        raise ValidationError("Deze import is al overgenomen.")
    return plan


class _Uitvoering:
    """One import being taken over; `gedaan` grows, for who wants to undo it."""

    def __init__(self, invoer: Import, werk: Werk, door: Gebruiker) -> None:
        self.invoer = invoer
        self.werk = werk
        self.door = door
        soorten = ("acties_nieuw", "acties", "teruggehaald", "organisaties", "lijsten", "contacten")
        self.gedaan: dict[str, list] = {soort: [] for soort in soorten}
        self.totaal = len(werk.acties) + len(werk.standen) + len(werk.contactpersonen)
        self.klaar = 0

    def _stap(self, wat: str, erbij: int) -> Voortgang:
        self.klaar += erbij
        return Voortgang(wat, self.klaar, self.totaal)

    def doe(self) -> Iterator[Voortgang]:
        self._maak_namen()
        yield from self._maak_acties()
        yield from self._wijzig_acties()
        yield from self._maak_standen()
        self._zet_contactpersonen()
        yield self._stap("Contactpersonen", len(self.werk.contactpersonen))
        self.gedaan["standen"] = len(self.werk.standen)
        self.invoer.gedaan = self.gedaan

    def _maak_namen(self) -> None:
        """Make the organisaties, domains and target groups that are new, and change the organisaties."""
        namen = self.werk.register.namen
        for soort, model in (("organisatie", Organisatie), ("beleidsdomein", Beleidsdomein), ("doelgroep", Doelgroep)):
            nieuw = list(namen[soort].nieuw.values())
            bezet = set(model.objects.values_list("slug", flat=True)) if nieuw else set()
            for object_ in nieuw:
                object_.slug = vrije_slug(model, object_.naam, bezet)
                object_.full_clean()
            bulk_create_with_history(nieuw, model, batch_size=BUNDEL)
            self.gedaan["lijsten"] += [[soort, object_.pk] for object_ in nieuw]
        for organisatie, oud in self.werk.organisaties.values():
            organisatie.full_clean()
            organisatie.save()
            nu = {veld: getattr(organisatie, veld) for veld in oud}
            self.gedaan["organisaties"].append([organisatie.pk, oud, nu])

    def _maak_acties(self) -> Iterator[Voortgang]:
        nieuw = [werk for werk in self.werk.acties.values() if werk.is_nieuw]
        nieuw.sort(key=lambda werk: werk.actie.nummer is None)  # those that name their number come first
        for begin in range(0, len(nieuw), BUNDEL):
            deel = nieuw[begin : begin + BUNDEL]
            maak_acties([(werk.actie, werk.omgeving) for werk in deel])
            self.gedaan["acties_nieuw"] += [werk.actie.pk for werk in deel]
            yield self._stap("Nieuwe acties maken", len(deel))

    def _wijzig_acties(self) -> Iterator[Voortgang]:
        anders = [werk for werk in self.werk.acties.values() if not werk.is_nieuw and werk.verandert]
        self.klaar += len(self.werk.acties) - len(anders) - len(self.gedaan["acties_nieuw"])
        for begin in range(0, len(anders), BUNDEL):
            deel = anders[begin : begin + BUNDEL]
            self._haal_terug([werk for werk in deel if werk.archief])
            wijzig_acties([(werk.actie, werk.actie.versie, werk.omgeving) for werk in deel])
            self.gedaan["acties"] += [[werk.actie.pk, werk.actie.versie, _kaal(werk)] for werk in deel]
            yield self._stap("Acties wijzigen", len(deel))

    def _haal_terug(self, deel: list[Actiewerk]) -> None:
        haal_acties_terug([(werk.actie, werk.actie.versie) for werk in deel])
        for werk in deel:
            sinds, reden = werk.archief
            self.gedaan["teruggehaald"].append([werk.actie.pk, sinds.isoformat(), reden])

    def _maak_standen(self) -> Iterator[Voortgang]:
        for begin in range(0, len(self.werk.standen), BUNDEL):
            deel = self.werk.standen[begin : begin + BUNDEL]
            for stand in deel:
                stand.melding.actie = stand.actie  # it has its key by now
                stand.melding.organisatie = stand.organisatie
            dien_import_in([stand.melding for stand in deel], uit=self.invoer, door=self.door)
            yield self._stap("Standen indienen", len(deel))

    def _zet_contactpersonen(self) -> None:
        for contact in self.werk.contactpersonen:
            gebruiker = contact.gebruiker or Gebruiker.objects.filter(email__iexact=contact.email).first()
            if gebruiker is None:
                gebruiker = Gebruiker.objects.create_user(contact.email, naam=contact.naam)
            lid = contact.lidmaatschap or Lidmaatschap(gebruiker=gebruiker, organisatie=contact.organisatie)
            oud = {"functie": lid.functie, "tot": str(lid.tot or ""), "van": str(lid.van)} if lid.pk else None
            lid.organisatie, lid.functie, lid.van, lid.tot = (
                contact.organisatie,
                contact.functie,
                contact.van,
                contact.tot,
            )
            lid.full_clean()
            lid.save()
            self.gedaan["contacten"].append([lid.pk, oud, _gezegd(lid)])


def _gezegd(lid: Lidmaatschap) -> list[str]:
    """Give what an import says of a contact person, as plain values."""
    return [lid.functie, str(lid.tot or ""), str(lid.van)]


def _kaal(werk: Actiewerk) -> dict[str, object]:
    """Give what stood there before as plain values."""
    return {veld: w.isoformat() if isinstance(w, dt.date) else w for veld, w in werk.oud.items()}


# --- undo
def draai_terug(invoer: Import, *, door: Gebruiker, reden: str) -> None:
    """Undo an import: what it changed becomes what it was, what it made is taken out of the plan; all is logged.

    Raises ValidationError where others have worked on it since, or without a reason.
    """
    reden = reden.replace("\x00", "").strip()
    if not reden:
        raise ValidationError({"reden": "Zeg waarom u de import terugdraait."})
    with transaction.atomic(), geschiedenis_door(door):
        plan = Beleidsplan.objects.select_for_update(no_key=True).get(pk=invoer.plan_id)
        huidig = Import.objects.select_for_update().get(pk=invoer.pk)
        eis_open(plan.pk)
        if not huidig.is_uitgevoerd or huidig.is_teruggedraaid:
            raise ValidationError("Deze import is niet overgenomen, of al teruggedraaid.")
        _Terugweg(huidig, door, f"Import uit {huidig.bestandsnaam} teruggedraaid: {reden}").doe()
        huidig.teruggedraaid_op, huidig.teruggedraaid_door, huidig.terug_reden = timezone.now(), door, reden
        huidig.save(update_fields=["teruggedraaid_op", "teruggedraaid_door", "terug_reden"])


class _Terugweg:
    """The way back of one import; it stops at the first thing that somebody else has touched."""

    def __init__(self, invoer: Import, door: Gebruiker, reden: str) -> None:
        self.invoer = invoer
        self.gedaan = invoer.gedaan
        self.door = door
        self.reden = reden

    def doe(self) -> None:
        self._standen()
        self._gewijzigde_acties()
        self._teruggehaalde_acties()
        self._nieuwe_acties()
        self._contacten()
        self._organisaties()

    def _standen(self) -> None:
        meldingen = list(Melding.objects.filter(uit_import=self.invoer).select_related("actie__speerpunt"))
        for melding in meldingen:
            if melding.versie != 1:
                raise ValidationError(f"{melding}: deze stand is intussen nagekeken of gewijzigd.")
        try:
            trek_import_in(meldingen, door=self.door, reden=self.reden)
        except Verouderd as fout:
            raise ValidationError("Een stand is intussen nagekeken of gewijzigd.") from fout

    def _gewijzigde_acties(self) -> None:
        pks = [pk for pk, _, _ in self.gedaan.get("acties", ())]
        acties = Actie.objects.select_related("speerpunt__plan").in_bulk(pks)
        terug = []
        for pk, versie, oud in self.gedaan.get("acties", ()):
            actie = acties.get(pk)
            if actie is None or actie.versie != versie:
                raise ValidationError(f"Actie {actie.code if actie else pk} is na de import nog gewijzigd.")
            lijsten = {naam: oud[naam] for naam in ("ook_bij", "beleidsdomeinen", "doelgroepen") if naam in oud}
            for veld in oud.keys() - lijsten.keys() - {"rollen", "mijlpalen"}:
                setattr(actie, veld, Actie._meta.get_field(veld).to_python(oud[veld]))
            terug.append((actie, versie, _omgeving(lijsten, oud)))
        for begin in range(0, len(terug), BUNDEL):
            wijzig_acties(terug[begin : begin + BUNDEL])

    def _teruggehaalde_acties(self) -> None:
        gedaan = self.gedaan.get("teruggehaald", ())
        acties = Actie.objects.select_related("speerpunt").in_bulk([pk for pk, *_ in gedaan])
        self._archiveer([(acties[pk], dt.date.fromisoformat(sinds), reden) for pk, sinds, reden in gedaan])

    def _nieuwe_acties(self) -> None:
        acties = Actie.objects.select_related("speerpunt__plan").in_bulk(self.gedaan.get("acties_nieuw", ()))
        anderen = Melding.objects.filter(actie__in=acties).exclude(uit_import=self.invoer)
        bewerkt = set(anderen.values_list("actie", flat=True))
        weg = [actie for actie in acties.values() if not actie.gearchiveerd_op]
        for actie in weg:
            if actie.versie != 1 or actie.pk in bewerkt:
                raise ValidationError(f"Aan actie {actie.code} is na de import nog gewerkt.")
        # From before the plan began: they count on no day.
        self._archiveer([(actie, actie.speerpunt.plan.van, self.reden) for actie in weg])

    def _archiveer(self, weg: list[tuple[Actie, dt.date, str]]) -> None:
        for begin in range(0, len(weg), BUNDEL):
            archiveer_acties(weg[begin : begin + BUNDEL])

    def _contacten(self) -> None:
        leden = Lidmaatschap.objects.select_related("gebruiker", "organisatie")
        leden = leden.in_bulk([pk for pk, *_ in self.gedaan.get("contacten", ())])
        for pk, oud, nu in self.gedaan.get("contacten", ()):
            lid = leden.get(pk)
            if lid is None:
                raise ValidationError("Een contactpersoon uit deze import is intussen verwijderd of samengevoegd.")
            if _gezegd(lid)[: len(nu)] != nu:  # of an older import `van` was not kept
                raise ValidationError(f"De contactpersoon {lid} is na de import nog gewijzigd.")
            if oud:
                dag = Lidmaatschap._meta.get_field("tot").to_python
                lid.functie, lid.tot, lid.van = oud["functie"], dag(oud["tot"] or None), dag(oud.get("van", lid.van))
                lid.full_clean()
                lid.save()
            else:
                lid.delete()  # its history stays, with who and when

    def _organisaties(self) -> None:
        organisaties = Organisatie.objects.in_bulk([pk for pk, *_ in self.gedaan.get("organisaties", ())])
        for pk, oud, nu in self.gedaan.get("organisaties", ()):
            organisatie = organisaties.get(pk)
            if organisatie is None:
                raise ValidationError("Een organisatie uit deze import is intussen verwijderd.")
            if any(getattr(organisatie, veld) != waarde for veld, waarde in nu.items()):
                raise ValidationError(f"De organisatie {organisatie} is na de import nog gewijzigd.")
            for veld, waarde in oud.items():
                setattr(organisatie, veld, waarde)
            organisatie.full_clean()
            organisatie.save()


def _omgeving(lijsten: Mapping[str, list[int]], oud: Mapping[str, list]) -> Omgeving:
    """Give what stood around an actie, from the keys that were kept."""
    modellen = {"ook_bij": Speerpunt, "beleidsdomeinen": Beleidsdomein, "doelgroepen": Doelgroep}
    terug: dict[str, list] = {naam: list(modellen[naam].objects.filter(pk__in=pks)) for naam, pks in lijsten.items()}
    if "rollen" in oud:
        terug["rollen"] = _rollen_van_toen(oud["rollen"])
    if "mijlpalen" in oud:
        mijlpalen = Mijlpaal.objects.in_bulk([pk for pk, *_ in oud["mijlpalen"]])
        dag = dt.date.fromisoformat
        terug["mijlpalen"] = [
            MijlpaalRegel(mijlpalen.get(pk), titel, dag(streef), dag(bereikt) if bereikt else None)
            for pk, titel, streef, bereikt in oud["mijlpalen"]
        ]
    return Omgeving(**terug)


def _rollen_van_toen(paren: list[list]) -> list[tuple[Organisatie, str]]:
    """Give who had which role; who was merged since, as what it became. Roles that are the same by now, count once."""
    wie = Organisatie.objects.select_related("opvolger").in_bulk([pk for pk, _ in paren])
    if any(pk not in wie for pk, _ in paren):
        raise ValidationError("Een organisatie die een rol terugkrijgt, is intussen verwijderd.")
    return list(dict.fromkeys((wie[pk].huidige, rol) for pk, rol in paren))
