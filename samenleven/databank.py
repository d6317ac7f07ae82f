"""Is the database away for a moment, as while another machine takes over? Then a page can say so."""

from django.db import DatabaseError, InterfaceError, OperationalError

# SQLSTATE: no connection; stopped or starting; every connection taken; no longer the primary.
AFWEZIG = ("08", "57P", "53300", "25006")
BEZET = ("SQLITE_BUSY", "SQLITE_LOCKED")


def is_weg(fout: BaseException | None) -> bool:
    """Tell whether an error of the database is one that passes by itself: it cannot be reached, or not write now.

    In: what Django raised, with what the driver said as its cause. Of PostgreSQL a lost connection has no SQLSTATE.
    """
    oorzaak = getattr(fout, "__cause__", None)
    if not isinstance(fout, DatabaseError) or oorzaak is None:
        return False
    if naam := getattr(oorzaak, "sqlite_errorname", ""):
        return naam.startswith(BEZET)
    verbroken = isinstance(fout, OperationalError | InterfaceError) and getattr(oorzaak, "sqlstate", "") is None
    return verbroken or (getattr(oorzaak, "sqlstate", None) or "").startswith(AFWEZIG)
