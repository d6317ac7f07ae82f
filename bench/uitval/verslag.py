"""The outcome as Markdown."""

from bench.uitval.tellen import Rij, Telling

KOP = "| nr | gedood (-9) | eerste na (s) | alle na (s) | bevestigd | opnieuw gestuurd | zonder bevestiging |"


def _getal(tijd: float | None) -> str:
    return "nooit" if tijd is None else f"{tijd:.1f}"


def _antwoorden(antwoorden: dict[str, int]) -> str:
    return ", ".join(f"{aantal} x {antwoord}" for antwoord, aantal in sorted(antwoorden.items())) or "geen"


def maak(rijen: list[Rij], telling: Telling, samen: list[tuple[str, bool]], *, kop: str) -> str:
    """Give the table, the totals, and what held over the web machines."""
    regels = [kop, "", KOP, "|--:|---|--:|--:|--:|--:|---|"]
    regels += [
        f"| {nr} | {rij.wat} | {_getal(rij.eerste)} | {_getal(rij.allen)} | {rij.bevestigd} | {rij.opnieuw} | "
        f"{_antwoorden(rij.antwoorden)} |"
        for nr, rij in enumerate(rijen, 1)
    ]
    regels += [
        "",
        f"- bevestigd: {telling.bevestigd}",
        f"- **bevestigd en verloren: {len(telling.verloren)}**",
        f"- **dubbel: {len(telling.dubbel)}**",
        f"- bewaard bij een poging zonder antwoord, en bij de volgende herkend: {telling.al}",
        f"- bewaard zonder dat iemand het nog hoorde (het einde kwam ertussen): {len(telling.stil)}",
        *(f"- {wat}: {'ja' if goed else '**NEE**'}" for wat, goed in samen),
    ]
    return "\n".join(regels)


def gezakt(rijen: list[Rij], telling: Telling, samen: list[tuple[str, bool]]) -> list[str]:
    """Give what may not be: what was lost or doubled, who never went on, what does not hold over both machines."""
    return [
        *(f"verloren: {tekst}" for tekst in telling.verloren),
        *(f"dubbel: {tekst}" for tekst in telling.dubbel),
        *(f"na {nr} ging niet iedereen verder" for nr, rij in enumerate(rijen, 1) if rij.allen is None),
        *(f"niet waar: {wat}" for wat, goed in samen if not goed),
    ]
