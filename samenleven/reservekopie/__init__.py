"""A backup of the whole installation in one file, and its way back (docs/adr/0025-operations.md).

`maken` writes it, `terugzetten` reads it back, `bewaren` throws old ones away. `archief` knows what the file looks
like, `sqlite` and `postgresql` how a database is copied and put in the place of another. No domain: which files there
are is told by the fields of the models.
"""

from samenleven.reservekopie.fout import ReservekopieFout

__all__ = ["ReservekopieFout"]
