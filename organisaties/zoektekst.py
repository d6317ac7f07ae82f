"""Search in Dutch: one column with the plain words and the stems of a record.

`actie` finds `acties` and `organisatie` finds `organisaties`, the same on SQLite and PostgreSQL, because the
stems are made here (Kraaij-Pohlmann, by PyStemmer) and the database only looks for a part of a text.
"""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer
from django.db import models

_STEMMER = Stemmer.Stemmer("dutch", maxCacheSize=0)  # `stam` remembers
_SLOT = threading.Lock()  # a stemmer holds the word that it works on: one thread at a time
_WOORD = re.compile(r"[\w.]+")
MAX_WOORDEN = 12  # of a search; the rest of a longer one is left out


def woorden(tekst: str) -> list[str]:
    """Split a text into lower-case words without accents; a code such as 8.3 stays one word."""
    plat = tekst.lower()
    if not plat.isascii():
        ontbonden = unicodedata.normalize("NFKD", plat)
        plat = "".join(teken for teken in ontbonden if not unicodedata.combining(teken))
    return [woord for woord in (w.strip("._") for w in _WOORD.findall(plat)) if woord]


@lru_cache(maxsize=50_000)  # words; a language repeats itself, and stemming is slow
def stam(woord: str) -> str:
    """Give the Dutch stem of one lower-case word."""
    with _SLOT:
        return _STEMMER.stemWord(woord)


def maak_zoektekst(*teksten: str) -> str:
    """Give the words and stems of these texts, each once, separated by spaces."""
    gevonden = {w for tekst in teksten for woord in woorden(tekst) for w in (woord, stam(woord))}
    return " ".join(sorted(gevonden))


def zoekwoorden(vraag: str) -> list[str]:
    """Give the words of a question that count: the first dozen."""
    return woorden(vraag)[:MAX_WOORDEN]


def bevat(woord: str, pad: str, wortel: str | None = None) -> models.Q:
    """Give the condition that the zoektekst column `pad` holds `woord`, as it stands or by its stem (`wortel`, where
    that is a value of its own)."""
    wortel = stam(woord) if wortel is None else wortel
    return models.Q(**{f"{pad}__contains": woord}) | models.Q(**{f"{pad}__contains": wortel})


class ZoektekstField(models.TextField):
    """A derived column: filled on every save from the columns named in `bronnen`.

    `queryset.update()` passes it by; `manage.py herbouw_zoektekst` makes all of them anew.
    """

    def __init__(self, *args, bronnen: tuple[str, ...] = (), **kwargs) -> None:
        self.bronnen = bronnen
        kwargs |= {"editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        naam, pad, args, kwargs = super().deconstruct()
        for vast in ("editable", "blank", "default"):
            kwargs.pop(vast, None)
        return naam, pad, args, kwargs | {"bronnen": self.bronnen}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        waarde = maak_zoektekst(*(str(getattr(model_instance, bron) or "") for bron in self.bronnen))
        setattr(model_instance, self.attname, waarde)
        return waarde
