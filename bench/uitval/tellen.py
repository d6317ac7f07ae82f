"""What was promised beside what is there: nothing lost, nothing twice. Pure: no process, no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field

INGEDIEND, AANVAARD = "ingediend", "aanvaard"
STOND_ER_AL = "409"


@dataclass
class Daad:
    """One act of a writer, from the first try until the application said that it is done, or until the end came."""

    soort: str
    tekst: str
    pogingen: list[tuple[float, float, str]] = field(default_factory=list)  # begin, end, answer
    gedaan: bool = False

    @property
    def klaar_op(self) -> float | None:
        """Give when it was acknowledged."""
        return self.pogingen[-1][1] if self.gedaan else None


@dataclass(frozen=True)
class Telling:
    """Texts: `verloren` were acknowledged and are not there, `dubbel` are there more than once (or their act is in the
    log more than once), `stil` are there without an acknowledgement. `al`: how many acts were done at a try whose
    answer was lost, so that the next one found them there."""

    bevestigd: int
    verloren: list[str]
    dubbel: list[str]
    stil: list[str]
    al: int = 0


def tel(daden: Iterable[Daad], bewaard: dict[str, list[dict]]) -> Telling:
    """Compare the acts with what is kept: per text its meldingen (`aanvaard`, and `log`: how often sent, accepted)."""
    daden = list(daden)
    verloren = [f"{daad.soort}: {daad.tekst}" for daad in daden if daad.gedaan and not _is_er(daad, bewaard)]
    dubbel = [tekst for tekst, meldingen in bewaard.items() if len(meldingen) > 1 or max(meldingen[0]["log"]) > 1]
    gezegd = {daad.tekst for daad in daden if daad.gedaan and daad.soort == INGEDIEND}
    stil = [tekst for tekst in bewaard if tekst not in gezegd]
    al = sum(daad.gedaan and daad.pogingen[-1][2] == STOND_ER_AL for daad in daden)
    return Telling(sum(daad.gedaan for daad in daden), verloren, dubbel, stil, al)


def _is_er(daad: Daad, bewaard: dict[str, list[dict]]) -> bool:
    meldingen = bewaard.get(daad.tekst, [])
    return bool(meldingen) and (daad.soort == INGEDIEND or any(m["aanvaard"] for m in meldingen))


@dataclass(frozen=True)
class Val:
    """One kill: of what, when, until when its row counts; all in seconds of one clock."""

    wat: str
    op: float
    tot: float


@dataclass(frozen=True)
class Rij:
    """What one kill cost. Seconds until the first act went on, and until every writer had one; None: never."""

    wat: str
    eerste: float | None
    allen: float | None
    bevestigd: int
    opnieuw: int  # acts that needed more than one try
    antwoorden: dict[str, int]  # what was answered instead of an acknowledgement


def rijen(vallen: list[Val], schrijvers: list[list[Daad]]) -> list[Rij]:
    """Give a row per kill, of the acts of each writer that ended in its time."""
    return [_rij(val, schrijvers) for val in vallen]


def _rij(val: Val, schrijvers: list[list[Daad]]) -> Rij:
    verder, antwoorden, bevestigd, opnieuw = [], {}, 0, 0
    for daden in schrijvers:
        eerste = None
        for daad in daden:
            if daad.gedaan and val.op <= daad.klaar_op < val.tot:
                bevestigd += 1
                opnieuw += len(daad.pogingen) > 1
                if daad.pogingen[-1][0] >= val.op and eerste is None:
                    eerste = daad.klaar_op - val.op
            for begin, einde, antwoord in daad.pogingen:
                if val.op <= einde < val.tot and not (daad.gedaan and (begin, einde) == daad.pogingen[-1][:2]):
                    antwoorden[antwoord] = antwoorden.get(antwoord, 0) + 1
        verder.append(eerste)
    gelukt = [tijd for tijd in verder if tijd is not None]
    allen = max(gelukt) if len(gelukt) == len(verder) else None
    return Rij(val.wat, min(gelukt, default=None), allen, bevestigd, opnieuw, antwoorden)
