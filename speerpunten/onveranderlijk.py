"""What was accepted stays as it was: triggers that refuse every change, on SQLite and on PostgreSQL.

Made by one idempotent function after every migrate, because SQLite drops triggers in silence when a migration
remakes their table (design, section 4). Guarded are

- an accepted `Melding`: no UPDATE, DELETE or (on SQLite) REPLACE, be it by its key or by one of its unique values;
- the rows that belong to it (`kinderen`): none may be added, changed, taken away or moved in or out;
- what is fixed from the moment that it is written (`VAST`): every `Gebeurtenis` and `Linkgebeurtenis`, every definitive
  `Rapport` and its `Rechtzetting`en, every `Schrapping`, every `Afsluiting` of a plan, and every `Handeling`, which may
  only go once it is older than a year: what the retention command is for (docs/adr/0023-wie-deed-wat.md);
- who was erased: such a `Gebruiker` gets no name, address, rol or password again, whatever was read before.

Two acts lift it, for the tables that they need and inside their own transaction (`opgeheven`): a name that is taken out
(`services.schrappen`), and what is older than it may be kept (`services.opruimen`). To empty tables in a test,
`zonder_bewaking` lifts the guard and puts it back.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from organisaties.models import Gebruiker, Handeling
from speerpunten.models import (
    Afsluiting,
    Bijlage,
    Gebeurtenis,
    Linkgebeurtenis,
    Melding,
    Meting,
    MijlpaalMelding,
    Rapport,
    Rechtzetting,
    Schrapping,
)

MELDING = Melding._meta.db_table
KINDEREN = (
    MijlpaalMelding._meta.db_table,
    Melding.schrijvers.through._meta.db_table,
    Meting._meta.db_table,
    Bijlage._meta.db_table,
)
WOORD = "Dit is aanvaard en verandert niet meer."
GEBRUIKER = Gebruiker._meta.db_table
WOORD_GEWIST = "Deze persoon is gewist."
GEWIST = (
    "OLD.gewist_op IS NOT NULL AND (NEW.gewist_op IS NULL OR NEW.id <> OLD.id OR "
    + " OR ".join(
        f"NEW.{kolom} <> OLD.{kolom}" for kolom in ("naam", "email", "telefoon", "rol", "password", "is_active")
    )
    + ")"
)


@dataclass(frozen=True)
class Vast:
    """A table whose rows never change: the name in its triggers, what a refusal says, and its unique values besides the
    key (columns), by which REPLACE would reach a row too. With `tijd` (a column) a row may go a year after that."""

    naam: str
    tabel: str
    woord: str
    uniek: tuple[tuple[str, ...], ...] = ()
    tijd: str = ""


VAST = (
    Vast("log", Gebeurtenis._meta.db_table, "Het logboek verandert niet."),
    Vast("linklog", Linkgebeurtenis._meta.db_table, "Het logboek verandert niet."),
    Vast("rapport", Rapport._meta.db_table, "Een definitief rapport verandert niet.", (("ronde_id",),)),
    Vast(
        "rechtzetting",
        Rechtzetting._meta.db_table,
        "Een rechtzetting verandert niet.",
        (("rapport_id", "nummer"), ("melding_id",)),
    ),
    Vast("afsluiting", Afsluiting._meta.db_table, "Wat er staat over het afsluiten van een plan, verandert niet."),
    Vast("handeling", Handeling._meta.db_table, "Het logboek verandert niet.", tijd="op"),
    Vast("schrapping", Schrapping._meta.db_table, "Een schrapping verandert niet."),
)
BEWAAKT = frozenset((MELDING, GEBRUIKER, *KINDEREN, *(vast.tabel for vast in VAST)))


def _aanvaard(kolom: str) -> str:
    return f"EXISTS (SELECT 1 FROM {MELDING} m WHERE m.id = {kolom} AND m.toestand = 'aanvaard')"


def _sqlite() -> dict[str, str]:
    """Give name -> SQL of the triggers of SQLite."""

    def trigger(naam: str, wanneer: str, tabel: str, als: str, woord: str = WOORD) -> str:
        conditie = f"WHEN {als} " if als else ""
        return f"CREATE TRIGGER {naam} BEFORE {wanneer} ON {tabel} {conditie}BEGIN SELECT RAISE(ABORT, '{woord}'); END"

    # REPLACE deletes the rows that stand in the way without firing a DELETE trigger, so look for them first.
    in_de_weg = (
        f"EXISTS (SELECT 1 FROM {MELDING} m WHERE m.toestand = 'aanvaard' AND (m.id = NEW.id "
        "OR m.vervangt_id = NEW.vervangt_id OR (m.vervangt_id IS NULL AND NEW.vervangt_id IS NULL "
        "AND m.actie_id = NEW.actie_id AND m.ronde_id = NEW.ronde_id)){behalve})"
    )
    sql = {
        "vast_melding_u": trigger("vast_melding_u", "UPDATE", MELDING, "OLD.toestand = 'aanvaard'"),
        "vast_melding_d": trigger("vast_melding_d", "DELETE", MELDING, "OLD.toestand = 'aanvaard'"),
        "vast_melding_i": trigger("vast_melding_i", "INSERT", MELDING, in_de_weg.format(behalve="")),
        "vast_gewist_u": trigger("vast_gewist_u", "UPDATE", GEBRUIKER, GEWIST, WOORD_GEWIST),
        "vast_melding_r": trigger("vast_melding_r", "UPDATE", MELDING, in_de_weg.format(behalve=" AND m.id <> OLD.id")),
    }
    for nr, tabel in enumerate(KINDEREN):
        oud, nieuw = _aanvaard("OLD.melding_id"), _aanvaard("NEW.melding_id")
        zelfde = (
            f"EXISTS (SELECT 1 FROM {tabel} k JOIN {MELDING} m ON m.id = k.melding_id "
            "WHERE k.id = NEW.id AND m.toestand = 'aanvaard')"
        )
        sql |= {
            f"vast_kind{nr}_u": trigger(f"vast_kind{nr}_u", "UPDATE", tabel, f"{oud} OR {nieuw} OR {zelfde}"),
            f"vast_kind{nr}_d": trigger(f"vast_kind{nr}_d", "DELETE", tabel, oud),
            f"vast_kind{nr}_i": trigger(f"vast_kind{nr}_i", "INSERT", tabel, f"{nieuw} OR {zelfde}"),
        }
    for vast in VAST:
        naam, gelijk = f"vast_{vast.naam}", [("id",), *vast.uniek]
        zelfde = " OR ".join(" AND ".join(f"v.{kolom} = NEW.{kolom}" for kolom in kolommen) for kolommen in gelijk)
        jong = f"OLD.{vast.tijd} > datetime('now', '-1 year')" if vast.tijd else ""
        bestaat = f"EXISTS (SELECT 1 FROM {vast.tabel} v WHERE {zelfde})"
        sql |= {
            f"{naam}_u": trigger(f"{naam}_u", "UPDATE", vast.tabel, "", vast.woord),
            f"{naam}_d": trigger(f"{naam}_d", "DELETE", vast.tabel, jong, vast.woord),
            f"{naam}_i": trigger(f"{naam}_i", "INSERT", vast.tabel, bestaat, vast.woord),
        }
    return sql


def _postgresql() -> tuple[list[str], list[tuple[str, str]]]:
    """Give the SQL that makes functions and triggers of PostgreSQL, and the (trigger, table) pairs."""
    sql, paren = [], []

    def functie(naam: str, lijf: str) -> None:
        sql.append(
            f"CREATE OR REPLACE FUNCTION {naam}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lijf} "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )

    def trigger(naam: str, wanneer: str, tabel: str, roept: str, per: str = "ROW", als: str = "") -> None:
        conditie = f"WHEN ({als}) " if als else ""
        sql.append(
            f"CREATE TRIGGER {naam} BEFORE {wanneer} ON {tabel} FOR EACH {per} {conditie}EXECUTE FUNCTION {roept}()"
        )
        paren.append((naam, tabel))

    weiger = "RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{}';"
    functie("vast_weiger", weiger.format(WOORD))
    functie(
        "vast_weiger_kind",
        f"IF (TG_OP <> 'INSERT' AND {_aanvaard('OLD.melding_id')}) OR (TG_OP <> 'DELETE' AND "
        f"{_aanvaard('NEW.melding_id')}) THEN {weiger.format(WOORD)} END IF;",
    )
    trigger("vast_melding", "UPDATE OR DELETE", MELDING, "vast_weiger", als="OLD.toestand = 'aanvaard'")
    functie("vast_weiger_gewist", weiger.format(WOORD_GEWIST))
    trigger("vast_gewist", "UPDATE", GEBRUIKER, "vast_weiger_gewist", als=GEWIST)
    for tabel in KINDEREN:
        trigger("vast_kind", "INSERT OR UPDATE OR DELETE", tabel, "vast_weiger_kind")
    for vast in VAST:
        functie(f"vast_weiger_{vast.naam}", weiger.format(vast.woord))
        roept = f"vast_weiger_{vast.naam}"
        trigger(f"vast_{vast.naam}", "UPDATE" if vast.tijd else "UPDATE OR DELETE", vast.tabel, roept)
        if vast.tijd:
            jong = f"OLD.{vast.tijd} > now() - interval '1 year'"
            trigger(f"vast_{vast.naam}_d", "DELETE", vast.tabel, roept, als=jong)
    for tabel in (MELDING, *KINDEREN, *(vast.tabel for vast in VAST)):
        trigger("vast_leegmaken", "TRUNCATE", tabel, "vast_weiger", per="STATEMENT")
    return sql, paren


def verwijder_triggers(verbinding: BaseDatabaseWrapper) -> None:
    """Drop the triggers where they exist."""
    with verbinding.cursor() as cursor:
        if verbinding.vendor == "sqlite":
            for naam in _sqlite():
                cursor.execute(f"DROP TRIGGER IF EXISTS {naam}")
        else:
            for naam, tabel in _postgresql()[1]:
                cursor.execute(f"DROP TRIGGER IF EXISTS {naam} ON {tabel}")


def maak_triggers(verbinding: BaseDatabaseWrapper) -> None:
    """Make the triggers anew; may run any number of times. Raises NotImplementedError on another database."""
    if verbinding.vendor not in {"sqlite", "postgresql"}:
        raise NotImplementedError(f"No triggers for {verbinding.vendor}: accepted meldingen would not be safe.")
    verwijder_triggers(verbinding)
    opdrachten = _sqlite().values() if verbinding.vendor == "sqlite" else _postgresql()[0]
    with verbinding.cursor() as cursor:
        for opdracht in opdrachten:
            cursor.execute(opdracht)


def voor_migrate(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, plan=(), **kwargs) -> None:
    """Receive pre_migrate: SQLite cannot remake a table while a trigger of another table speaks of it.

    So the guard is lifted while there is something to migrate; `na_migrate` puts it back.
    """
    verbinding = connections[using]
    if plan and verbinding.vendor == "sqlite":
        verwijder_triggers(verbinding)


def na_migrate(sender: AppConfig | None, using: str = DEFAULT_DB_ALIAS, plan=(), **kwargs) -> None:
    """Receive post_migrate: (re)make the triggers once all tables stand."""
    verbinding = connections[using]
    with verbinding.cursor() as cursor:
        aanwezig = set(verbinding.introspection.table_names(cursor))
    if aanwezig >= BEWAAKT:  # not so after a migration backwards
        maak_triggers(verbinding)


def herstel(verbinding: BaseDatabaseWrapper) -> None:
    """Put the guard back where a migration broke off while it was lifted (SQLite); cheap where it stands."""
    if verbinding.vendor != "sqlite":
        return
    with verbinding.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        aanwezig = {naam for (naam,) in cursor.fetchall()}
    if not _sqlite().keys() <= aanwezig:
        na_migrate(None, using=verbinding.alias)


def _van(verbinding: BaseDatabaseWrapper, tabel: str) -> tuple[list[str], list[str]]:
    """Give what drops the triggers of one table that guard its rows, and what makes them again."""
    if verbinding.vendor == "sqlite":
        eigen = {naam: sql for naam, sql in _sqlite().items() if f" ON {tabel} " in sql}
        return [f"DROP TRIGGER {naam}" for naam in eigen], list(eigen.values())
    opdrachten, paren = _postgresql()
    weg = [f"DROP TRIGGER {naam} ON {van}" for naam, van in paren if van == tabel]
    return weg, [sql for sql in opdrachten if sql.startswith("CREATE TRIGGER") and f" ON {tabel} FOR EACH" in sql]


@contextmanager
def opgeheven(verbinding: BaseDatabaseWrapper, tabellen: Iterable[str]) -> Iterator[None]:
    """Lift the guard of these tables for the length of a block, inside the transaction of one act that is logged.

    No other write slips through: SQLite has one writer, and PostgreSQL locks these tables against all others. What
    breaks off takes the lifting back with it, because both databases undo it with the transaction. Raises RuntimeError
    outside a transaction.
    """
    if not verbinding.in_atomic_block:
        raise RuntimeError("The guard is only ever lifted inside a transaction.")
    bewaakt = sorted({*tabellen} & BEWAAKT)
    paren = [_van(verbinding, tabel) for tabel in bewaakt]
    with verbinding.cursor() as cursor:
        if verbinding.vendor == "postgresql" and bewaakt:
            cursor.execute(f"LOCK TABLE {', '.join(bewaakt)} IN ACCESS EXCLUSIVE MODE")
            verbinding.check_constraints()  # what waits to be checked would refuse the next line
        for opdracht in (opdracht for weg, _ in paren for opdracht in weg):
            cursor.execute(opdracht)
    yield
    with verbinding.cursor() as cursor:
        if verbinding.vendor == "postgresql" and bewaakt:
            verbinding.check_constraints()
        for opdracht in (opdracht for _, maak in paren for opdracht in maak):
            cursor.execute(opdracht)


@contextmanager
def zonder_bewaking(verbinding: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the guard for the length of a block: only to empty the tables of a test."""
    verwijder_triggers(verbinding)
    try:
        yield
    finally:
        maak_triggers(verbinding)
