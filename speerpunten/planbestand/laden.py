"""Load a plan file: compare each field with what was loaded before and with what stands there now, and adopt.

Per field there are three values: the file's, the one loaded last, and the one in the database. What was edited by
hand since the last load is named and left; nothing is ever deleted but a role or a label that the file let go.
"""

import datetime as dt
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from speerpunten.keuzes import Herkomst, Status, Toestand
from speerpunten.models import Actie, Beleidsplan, Planrecord, Ronde, Speerpunt
from speerpunten.planbestand.bestand import Planbestand, Planfout, Rij, lees_bestand
from speerpunten.planbestand.keuring import keur
from speerpunten.planbestand.koppeling import (
    Binnenrij,
    Velden,
    binnenrij,
    nieuw_object,
    standaard,
    uit_bestand,
    uit_object,
    zet_binnenrijen,
    zet_kolommen,
    zet_relaties,
    zet_vervolg,
)
from speerpunten.planbestand.register import MODELLEN, Register
from speerpunten.planbestand.schema import GEDEELD, VAN_HET_PLAN
from speerpunten.planbestand.soorten import Waarde
from speerpunten.planbestand.verslag import Verslag
from speerpunten.services.acties import maak_actie
from speerpunten.services.meldingen import leg_publieke_stand_vast

ECHT_PLAN = Path(__file__).with_name("samenleven-2022-2025.json")  # the plan that this application is shipped with
GEDEELD_MET = "@gedeeld"  # in the record of a plan: which shared records its file held
MAX_REDEN = 100  # characters of simple_history's reason
VELD_IN_BESTAND = {"slug": "sleutel", "start_alleen_jaar": "start", "einde_alleen_jaar": "einde"}
SLUITEN = "een beheerder sluit een plan af en heropent het in de toepassing"
BLIJFT = {
    "speerpunt": "verhuist niet vanzelf: verplaats de actie in de toepassing",
    "nummer": "een nummer verandert nooit",
}


class Oordeel(Enum):
    """What a load does with one field."""

    GELIJK = "gelijk"
    OVERNEMEN = "overnemen"
    MET_DE_HAND = "met de hand gewijzigd"


def beoordeel(*, geladen: Waarde, huidig: Waarde, nieuw: Waarde) -> Oordeel:
    """Compare the value loaded last, the one that stands there now and the file's."""
    if nieuw == huidig:
        return Oordeel.GELIJK
    return Oordeel.OVERNEMEN if huidig == geladen else Oordeel.MET_DE_HAND


def laad_plan(pad: Path | str, *, proef: bool = False) -> Verslag:
    """Load a plan file, all of it or nothing, and give the report; with `proef` the same, and nothing changes.

    Raises Planfout with every mistake that was found.
    """
    fouten: list[str] = []
    bestand = lees_bestand(Path(pad), fouten)
    try:
        with transaction.atomic():
            register = Register(bestand.plan.sleutel, bestand.plan.velden.get("opvolger_van"))
            fouten += keur(bestand, register.bekende_sleutels(), register.vorig, timezone.localdate())
            if fouten:
                raise Planfout(fouten)
            verslag = Lading(bestand, register, proef=proef).voer_uit()
            if proef:
                transaction.set_rollback(True)
    except DatabaseError as fout:
        raise Planfout([f"{bestand.naam}: de database weigert ({fout}). Er is niets gewijzigd."]) from fout
    return verslag


def planslug(pad: Path | str) -> str:
    """Give the key of the plan that a file describes. Raises Planfout when the file cannot be read."""
    fouten: list[str] = []
    sleutel = lees_bestand(Path(pad), fouten).plan.sleutel
    if fouten:
        raise Planfout(fouten)
    return sleutel


def is_ooit_geladen(slug: str) -> bool:
    """Tell whether the plan with this key stands there, or was loaded once and then deleted."""
    geladen = Planrecord.objects.filter(bestand=slug, soort="beleidsplan")
    return geladen.exists() or Beleidsplan.objects.filter(slug=slug).exists()


class Lading:
    """One load under way: the file, what is known, and the report that grows."""

    def __init__(self, bestand: Planbestand, register: Register, *, proef: bool) -> None:
        self.bestand = bestand
        self.register = register
        self.sluit_straks = False
        self.reden = f"laad_plan {bestand.naam}"[:MAX_REDEN]
        self.verslag = Verslag(bestand.naam, bestand.plan.velden["naam"], proef)

    def voer_uit(self) -> Verslag:
        """Load every record. Raises Planfout with all that the models refuse of one kind of record."""
        soort, fouten = "", []
        for rij in self._op_volgorde():
            if rij.soort != soort and fouten:
                break  # what comes next would only stumble over what is missing now
            soort = rij.soort
            try:
                self._laad_rij(rij)
            except ValidationError as fout:
                fouten.extend(_op_plek(rij, fout))
        if fouten:
            raise Planfout(fouten)
        self._noem_wat_ontbreekt()
        self._sluit_als_voorheen()
        return self.verslag

    def _stel_open(self, velden: Velden) -> Velden:
        """Give the fields of a new plan; one that the file calls closed runs until its acties stand."""
        self.sluit_straks = velden.get("toestand") == Toestand.AFGESLOTEN
        return velden | {"toestand": Toestand.LOPEND.value} if self.sluit_straks else velden

    def _sluit_als_voorheen(self) -> None:
        """Leave a new plan closed as its file says, and one that was closed already as it was. Raises Planfout."""
        plan = self.register.objecten["beleidsplan", self.bestand.plan.sleutel]
        if self.sluit_straks:
            plan.toestand, plan._change_reason = Toestand.AFGESLOTEN, self.reden
            plan.save()
        elif plan.is_afgesloten and self.verslag.verandert_het_plan:
            dicht = f"{self.bestand.naam}: “{plan}” is afgesloten. Er is niets geladen. Heropen het plan eerst."
            raise Planfout([dicht, *self.verslag.wijzigingen, *self.verslag.nieuwe_rijen])

    def _op_volgorde(self) -> Iterator[Rij]:
        """Give the records in order; acties that name their number come first, the others take what is free."""
        plaats = {soort: nr for nr, soort in enumerate((*GEDEELD, "beleidsplan", *VAN_HET_PLAN))}
        yield from sorted(self.bestand.alle(), key=lambda rij: (plaats[rij.soort], _zonder_nummer(rij)))

    def _laad_rij(self, rij: Rij) -> None:
        object_ = self.register.vind(rij)
        if object_ is None:
            self._maak(rij)
        else:
            self._werk_bij(rij, object_)

    # --- new
    def _maak(self, rij: Rij) -> None:
        velden = uit_bestand(rij, self.register)
        plan = self.register.objecten.get(("beleidsplan", self.bestand.plan.sleutel))
        object_ = nieuw_object(rij, MODELLEN[rij.soort], plan)
        zet_kolommen(object_, self._stel_open(velden) if rij.soort == "beleidsplan" else velden, self.register)
        object_._change_reason = self.reden
        if isinstance(object_, Actie) and object_.nummer is None:
            maak_actie(actie=object_)
        else:
            object_.full_clean()
            object_.save()
        self._zet_omgeving(object_, velden)
        terug = " (was in de toepassing verwijderd)" if self.register.is_verwijderd(rij) else ""
        self.verslag.nieuw[rij.soort] += 1
        self.verslag.nieuwe_rijen.append(f"{rij.plek}: {object_}{terug}")
        self._sluit_af(rij, object_, velden, {})

    # --- known
    def _werk_bij(self, rij: Rij, object_: models.Model) -> None:
        geladen = self.register.geladen(rij)
        huidig = uit_object(object_, rij.soort, self.register)
        nieuw = uit_bestand(rij, self.register)
        if isinstance(object_, Actie) and "ook_bij" in nieuw:
            nieuw["ook_bij"] = [een for een in nieuw["ook_bij"] if een != object_.speerpunt.nummer]
        gelijk, over_te_nemen = self._vergelijk(rij, geladen, huidig, nieuw)
        if over_te_nemen:
            self._neem_over(rij, object_, over_te_nemen)
        self.verslag.gewijzigd[rij.soort] += bool(over_te_nemen)
        self.verslag.ongewijzigd[rij.soort] += not over_te_nemen
        weg = (_binnenrijen(geladen) & _binnenrijen(huidig)) - _binnenrijen(nieuw)
        self.verslag.niet_in_bestand.extend(f"{rij.plek}.{deel}" for deel in sorted(map(str, weg)))
        self._sluit_af(rij, object_, gelijk | over_te_nemen, geladen)

    def _vergelijk(self, rij: Rij, geladen: Velden, huidig: Velden, nieuw: Velden) -> tuple[Velden, Velden]:
        """Give the fields that are equal and those to adopt; note the others in the report."""
        gelijk, over_te_nemen = {}, {}
        for veld, waarde in nieuw.items():
            oud = geladen.get(veld, standaard(rij.soort, veld))
            nu = huidig.get(veld, standaard(rij.soort, veld))
            oordeel = beoordeel(geladen=oud, huidig=nu, nieuw=waarde)
            if oordeel is Oordeel.GELIJK:
                gelijk[veld] = waarde
            elif oordeel is Oordeel.MET_DE_HAND:
                self.verslag.noteer_met_de_hand(f"{rij.plek}.{veld}", nu, waarde)
            elif veld == "toestand" and Toestand.AFGESLOTEN in (nu, waarde):
                self.verslag.let_op.append(f"{rij.plek}.toestand: blijft {nu}, het bestand zegt {waarde}; {SLUITEN}.")
            elif rij.soort == "acties" and veld in BLIJFT:
                self.verslag.let_op.append(
                    f"{rij.plek}.{veld}: blijft {nu}, het bestand zegt {waarde}; {BLIJFT[veld]}."
                )
            else:
                self.verslag.noteer_wijziging(f"{rij.plek}.{veld}", nu, waarde)
                over_te_nemen[veld] = waarde
        return gelijk, over_te_nemen

    def _neem_over(self, rij: Rij, object_: models.Model, velden: Velden) -> None:
        object_._change_reason = self.reden
        zet_kolommen(object_, velden, self.register)
        if isinstance(object_, Actie | Ronde):
            object_.versie += 1  # who has the old page before them is told
        object_.full_clean()
        object_.save()
        self._zet_omgeving(object_, velden)

    def _zet_omgeving(self, object_: models.Model, velden: Velden) -> None:
        """Put in place what stands around a saved object."""
        if isinstance(object_, Actie):
            zet_relaties(object_, velden, self.register, self.reden)
        elif isinstance(object_, Speerpunt):
            zet_vervolg(object_, velden, self.register)
            zet_binnenrijen(object_, velden, self.reden)

    # --- for both
    def _sluit_af(self, rij: Rij, object_: models.Model, velden: Velden, geladen: Velden) -> None:
        """Remember what was loaded; an actie also gets the stand that a public source told."""
        bewaard = geladen | velden
        if rij.soort == "beleidsplan":
            eerder = geladen.get(GEDEELD_MET, {})
            self._noem_gedeelde(eerder)
            bewaard[GEDEELD_MET] = {soort: [een.sleutel for een in self.bestand.rijen[soort]] for soort in GEDEELD}
        if isinstance(object_, Actie):
            bewaard["stand"] = self._leg_stand_vast(rij, object_, geladen.get("stand"))
        self.register.bewaar(rij, object_, bewaard)

    def _leg_stand_vast(self, rij: Rij, actie: Actie, eerder: Velden | None) -> Velden | None:
        """Write the stand down once; give the one that counts as loaded."""
        stand = rij.velden.get("stand") and {"toelichting": "", **rij.velden["stand"]}
        if eerder:
            if "stand" in rij.velden and stand != eerder:
                self.verslag.let_op.append(f"{rij.plek}.stand: een geladen stand verandert nooit.")
            return eerder
        if not stand:
            return None
        zelfde_dag = actie.meldingen.filter(herkomst=Herkomst.PUBLIEKE_BRON, peildatum=stand["peildatum"])
        if zelfde_dag.exists():
            self.verslag.let_op.append(f"{rij.plek}.stand: er staat al een stand uit een publieke bron op die dag.")
            return stand
        leg_publieke_stand_vast(
            actie=actie,
            status=Status(stand["status"]),
            peildatum=dt.date.fromisoformat(stand["peildatum"]),
            toelichting=stand["toelichting"],
        )
        self.verslag.nieuwe_rijen.append(f"{rij.plek}.stand: {stand['status']} op {stand['peildatum']}")
        return stand

    def _noem_wat_ontbreekt(self) -> None:
        """Name the records of this plan that the file no longer holds."""
        aanwezig = {(rij.soort, rij.sleutel) for rij in self.bestand.alle()}
        for soort, sleutel in self.register.records:
            if (
                soort in VAN_HET_PLAN
                and (soort, sleutel) not in aanwezig
                and (soort, sleutel) in self.register.objecten
            ):
                self._noem_afwezig(soort, sleutel)

    def _noem_gedeelde(self, eerder: dict[str, list[str]]) -> None:
        """Name the shared records that an earlier version of this file held."""
        for soort, sleutels in eerder.items():
            aanwezig = {rij.sleutel for rij in self.bestand.rijen[soort]}
            for sleutel in sleutels:
                if sleutel not in aanwezig and (soort, sleutel) in self.register.objecten:
                    self._noem_afwezig(soort, sleutel)

    def _noem_afwezig(self, soort: str, sleutel: str) -> None:
        self.verslag.niet_in_bestand.append(f"{soort}[{sleutel}]: {self.register.objecten[soort, sleutel]}")


def _zonder_nummer(rij: Rij) -> bool:
    return rij.soort == "acties" and not rij.velden.get("nummer")


def _binnenrijen(velden: Velden) -> set[Binnenrij]:
    return {deel for veld in velden if (deel := binnenrij(veld))}


def _op_plek(rij: Rij, fout: ValidationError) -> Iterator[str]:
    """Give what a model refused as sentences with the record and the field."""
    per_veld = fout.message_dict if hasattr(fout, "error_dict") else {NON_FIELD_ERRORS: fout.messages}
    for veld, zinnen in per_veld.items():
        plek = rij.plek if veld == NON_FIELD_ERRORS else f"{rij.plek}.{VELD_IN_BESTAND.get(veld, veld)}"
        yield from (f"{plek}: {zin}" for zin in zinnen)
