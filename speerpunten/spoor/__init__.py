"""Who did what: one trail out of the histories, the logs and the handelingen (docs/adr/0023-wie-deed-wat.md)."""

from speerpunten.spoor.bronnen import SOORTEN, VOORWERPEN
from speerpunten.spoor.lezen import Blad, Vraag, alle_regels, lees_spoor
from speerpunten.spoor.woorden import Regel

__all__ = ["SOORTEN", "VOORWERPEN", "Blad", "Regel", "Vraag", "alle_regels", "lees_spoor"]
