"""Open data: what the pages of public plans show, for programs; read only and the same for everybody (ADR 0030).

`vormen` says what goes out, and `bladen` in which lists and documents; `bouwen` makes it from rows, `vragen` asks for
the rows, `bulk` gives a plan as files, `dcat` describes them for catalogues (ADR 0035). `api` is what an address does,
`vraagvormen` what it takes, `specificatie` the OpenAPI with its `voorbeelden`, and `deur` what stands before all of it.
"""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import django

TESTHULP = "django.test"


def _lees_ninja() -> None:
    """Read ninja without Django's help for tests: it takes one signal from there, and that room brings unittest, XML
    and a web server along, 2 MB in each worker. Where tests run it is there already."""
    if TESTHULP in sys.modules:
        return
    lege_kamer = ModuleType(TESTHULP)
    lege_kamer.__path__ = [str(Path(django.__file__).with_name("test"))]
    sys.modules[TESTHULP] = lege_kamer
    try:
        importlib.import_module("ninja")
    finally:  # whoever wants it after this reads all of it
        for naam in (TESTHULP, f"{TESTHULP}.signals"):
            sys.modules.pop(naam, None)


_lees_ninja()
