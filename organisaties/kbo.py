"""The Belgian enterprise number (KBO): ten digits of which the last two check the first eight."""

import re

from django.core.exceptions import ValidationError


def normaliseer_kbo(waarde: str) -> str:
    """Give the number as 0862.910.119; a value without ten digits comes back unchanged, for the validator."""
    cijfers = re.sub(r"[\s.]|^BE", "", waarde.strip().upper())
    if re.fullmatch(r"\d{9}", cijfers):
        cijfers = "0" + cijfers
    if not re.fullmatch(r"\d{10}", cijfers):
        return waarde
    return f"{cijfers[:4]}.{cijfers[4:7]}.{cijfers[7:]}"


def valideer_kbo(waarde: str) -> None:
    """Raise ValidationError unless the last two digits are 97 minus the first eight modulo 97 (the KBO's rule)."""
    cijfers = re.sub(r"\D", "", normaliseer_kbo(waarde))
    if not re.fullmatch(r"[01]\d{9}", cijfers) or 97 - int(cijfers[:8]) % 97 != int(cijfers[8:]):
        raise ValidationError(
            "“%(waarde)s” is geen geldig KBO-nummer. Het heeft tien cijfers, zoals 0862.910.119.",
            code="kbo",
            params={"waarde": waarde},
        )
