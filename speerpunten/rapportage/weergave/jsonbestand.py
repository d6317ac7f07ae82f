"""A report as JSON (documented in `docs/rapport.md`): the kept text word for word, and what stands beside it."""

import msgspec

from speerpunten.rapportage.gegevens import Stuk
from speerpunten.rapportage.stuk import inhoud_van


def jsonbestand(stuk: Stuk) -> bytes:
    """Give the file. `sha256` is that of the value of `rapport` in canonical form; a draft has none."""
    inhoud = {
        "rapport": msgspec.Raw(inhoud_van(stuk).encode()),
        "toestand": "definitief" if stuk.is_definitief else "ontwerp",
        "definitief_op": stuk.definitief_op,
        "sha256": stuk.sha256,
        "rechtzettingen": stuk.rechtzettingen,
        "behandelingen": stuk.behandelingen,
    }
    return msgspec.json.encode(inhoud)
