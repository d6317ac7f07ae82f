"""What one organisatie accounts for in one year; knows no request and no HTML. Each rendering has a file of its own."""

from speerpunten.verantwoording.gegevens import Verantwoording
from speerpunten.verantwoording.samenstellen import jaren_met_iets, stel_verantwoording_samen

__all__ = ["Verantwoording", "jaren_met_iets", "stel_verantwoording_samen"]
