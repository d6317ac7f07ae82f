"""From a file to records: reading, and checking each record on its own. Everything that is wrong is told at once."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from speerpunten.planbestand.schema import (
    BOVENSTE,
    FORMAAT,
    LIJSTEN,
    SCHEMA,
    SLEUTELVELD,
    VERPLICHTE_BOVENSTE,
    Veld,
)
from speerpunten.planbestand.soorten import Waarde, toon

MAX_BYTES = 20 * 1024 * 1024
MAX_GETOONDE_FOUTEN = 200
WEG = object()  # a value that could not be read


class Planfout(Exception):
    """A plan file that cannot be loaded. `fouten` holds one Dutch sentence per mistake, with its place."""

    def __init__(self, fouten: list[str]) -> None:
        self.fouten = list(dict.fromkeys(fouten))
        rest = len(self.fouten) - MAX_GETOONDE_FOUTEN
        slot = [f"... en nog {rest} fouten."] if rest > 0 else []
        super().__init__("\n".join([*self.fouten[:MAX_GETOONDE_FOUTEN], *slot]))


@dataclass(frozen=True)
class Rij:
    """One record: its kind, its stable key, and only those fields that the file names."""

    soort: str
    sleutel: str
    velden: dict[str, Waarde]

    @property
    def plek(self) -> str:
        """Give where it stands: "acties[vgc-09]"."""
        return self.soort if self.soort == "beleidsplan" else f"{self.soort}[{self.sleutel}]"


@dataclass(frozen=True)
class Planbestand:
    """A plan file of which every record could be read."""

    naam: str
    plan: Rij
    rijen: dict[str, tuple[Rij, ...]] = field(default_factory=dict)

    def alle(self) -> Iterator[Rij]:
        """Give every record, in the order of the file's lists."""
        yield self.plan
        yield from (rij for soort in LIJSTEN for rij in self.rijen[soort])


class _Object(dict):
    """A JSON object that remembers which of its names stood there more than once."""

    dubbel: tuple[str, ...] = ()


def _maak_object(paren: list[tuple[str, object]]) -> _Object:
    gelezen = _Object(paren)
    if len(gelezen) < len(paren):
        gelezen.dubbel = tuple(naam for naam, aantal in Counter(naam for naam, _ in paren).items() if aantal > 1)
    return gelezen


def _geen_getal(woord: str) -> None:
    raise ValueError(f"“{woord}” is geen getal in JSON.")


def lees_json(pad: Path) -> object:
    """Read a JSON file in UTF-8 (a byte order mark is allowed). Raises Planfout when that cannot be done."""
    try:
        if not pad.is_file():
            raise Planfout([f"{pad} is een map of geen gewoon bestand." if pad.exists() else f"{pad} bestaat niet."])
        if (grootte := pad.stat().st_size) > MAX_BYTES:
            raise Planfout([f"{pad.name} is te groot: {grootte // 2**20} MB. Hoogstens {MAX_BYTES // 2**20} MB."])
        inhoud = pad.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Planfout([f"{pad.name} is geen tekst in UTF-8. Bewaar het bestand met de codering UTF-8."]) from None
    except (OSError, ValueError) as fout:
        raise Planfout([f"{pad} is niet te lezen ({fout})."]) from None
    try:
        return json.loads(inhoud, object_pairs_hook=_maak_object, parse_constant=_geen_getal)
    except json.JSONDecodeError as fout:
        raise Planfout([f"{pad.name} is geen geldige JSON: regel {fout.lineno}, kolom {fout.colno}."]) from None
    except RecursionError:
        raise Planfout([f"{pad.name} is geen planbestand: er zitten te veel lijsten of objecten in elkaar."]) from None
    except ValueError as fout:  # NaN, or a number of thousands of digits
        reden = str(fout) if "JSON" in str(fout) else "een getal is te groot."
        raise Planfout([f"{pad.name} is geen geldige JSON: {reden}"]) from None


def lees_rij(ruw: object, soort: str, plek: str, fouten: list[str]) -> dict[str, Waarde] | None:
    """Read one record of this kind; add what is wrong to `fouten`, with its place. None: it is no object."""
    if not isinstance(ruw, dict):
        fouten.append(f"{plek}: {toon(ruw)} is geen object. Schrijf de velden tussen accolades.")
        return None
    schema = SCHEMA[soort]
    fouten.extend(f"{plek}.{_naam(naam)}: dit veld staat er meer dan één keer." for naam in getattr(ruw, "dubbel", ()))
    fouten.extend(f"{plek}.{_naam(naam)}: dit veld bestaat niet." for naam in ruw if naam not in schema)
    fouten.extend(
        f"{plek}.{naam}: dit veld is verplicht."
        for naam, veld in schema.items()
        if veld.verplicht and ruw.get(naam) in (None, "")
    )
    gelezen = {}
    for naam, veld in schema.items():
        if naam not in ruw or (veld.verplicht and ruw[naam] in (None, "")):
            continue
        waarde = _lees_veld(ruw[naam], veld, f"{plek}.{naam}", fouten)
        if waarde is not WEG:
            gelezen[naam] = waarde
    return gelezen


def _naam(naam: str) -> str:
    """Give the name of a field as it may stand in a message."""
    return toon(naam).strip("“”") or "(leeg)"


def _lees_veld(ruw: object, veld: Veld, plek: str, fouten: list[str]) -> Waarde | object:
    if veld.rijen:
        return _lees_binnenste(ruw, veld, plek, fouten)
    if ruw in (None, "") and veld.standaard == "":
        return ""
    try:
        waarde = veld.lees(ruw)
    except ValueError as fout:
        fouten.append(f"{plek}: {fout}")
        return WEG
    if veld.verplicht and waarde == "":
        fouten.append(f"{plek}: dit veld is verplicht.")
        return WEG
    return waarde


def _lees_binnenste(ruw: object, veld: Veld, plek: str, fouten: list[str]) -> Waarde | object:
    """Read the records inside a field."""
    if veld.een:
        return None if ruw is None else lees_rij(ruw, veld.rijen, plek, fouten) or WEG
    if not isinstance(ruw, list):
        fouten.append(f"{plek}: {toon(ruw)} is geen lijst. Schrijf de rijen tussen vierkante haken.")
        return WEG
    gelezen = [lees_rij(een, veld.rijen, f"{plek}[{nr}]", fouten) for nr, een in enumerate(ruw, 1)]
    return [een for een in gelezen if een is not None]


def _lees_lijst(ruw: object, soort: str, fouten: list[str]) -> tuple[Rij, ...]:
    """Read one list of the file; a record is pointed at by its key, or by its place when it has none."""
    if not isinstance(ruw, list):
        fouten.append(f"{soort}: {toon(ruw)} is geen lijst. Schrijf de rijen tussen vierkante haken.")
        return ()
    veldnaam = SLEUTELVELD.get(soort, "sleutel")
    rijen: dict[str, Rij] = {}
    for nr, een in enumerate(ruw, 1):
        sleutel = _sleutel(een, soort, veldnaam)
        velden = lees_rij(een, soort, f"{soort}[{sleutel or f'rij {nr}'}]", fouten)
        if sleutel in rijen:
            fouten.append(f"{soort}[{sleutel}].{veldnaam}: staat er meer dan één keer.")
        elif velden is not None:
            velden.pop("sleutel", None)
            rijen[sleutel or f"rij {nr}"] = Rij(soort, sleutel or f"rij {nr}", velden)
    return tuple(rijen.values())


def _sleutel(ruw: object, soort: str, veldnaam: str) -> str:
    """Give the key of a raw record; empty when it has none that can be read."""
    try:
        return str(SCHEMA[soort][veldnaam].lees(ruw.get(veldnaam))) if isinstance(ruw, dict) else ""
    except ValueError:
        return ""


def lees_bestand(pad: Path, fouten: list[str]) -> Planbestand:
    """Read a plan file record by record; what is wrong in a record comes in `fouten`, with its place.

    Raises Planfout when there is nothing to read records from.
    """
    ruw = lees_json(pad)
    if not isinstance(ruw, dict):
        raise Planfout([f"{pad.name} is geen planbestand: bovenaan staat {toon(ruw)}, geen object."])
    if ruw.get("formaat") != FORMAAT:
        raise Planfout([f"formaat: {toon(ruw.get('formaat'))} is niet bekend. Schrijf “{FORMAAT}”."])
    fouten.extend(f"{_naam(naam)}: dit veld staat er meer dan één keer." for naam in ruw.dubbel)
    fouten.extend(f"{_naam(naam)}: dit veld bestaat niet." for naam in ruw if naam not in BOVENSTE)
    fouten.extend(f"{naam}: dit veld is verplicht." for naam in VERPLICHTE_BOVENSTE if naam not in ruw)
    uitleg = ruw.get("leeswijzer", [])
    if not isinstance(uitleg, list) or not all(isinstance(regel, str) for regel in uitleg):
        fouten.append("leeswijzer: schrijf een lijst van teksten.")
    velden = lees_rij(ruw["beleidsplan"], "beleidsplan", "beleidsplan", fouten) if "beleidsplan" in ruw else None
    plan = Rij("beleidsplan", str((velden or {}).pop("sleutel", "")), velden or {})
    return Planbestand(pad.name, plan, {soort: _lees_lijst(ruw.get(soort, []), soort, fouten) for soort in LIJSTEN})
