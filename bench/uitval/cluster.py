"""Three machines with a database, each on a loopback address of its own: etcd, Patroni and PostgreSQL.

Set up by the very files that `docs/uitrol.md` gives (`deploy/cluster/`); only addresses, directories and passwords are
others.
"""

import http.client
import json
import os
import shutil
import subprocess
from pathlib import Path

from bench.postgres import WORTEL
from bench.uitval.diensten import Dienst, dood, kinderen, leeft, wacht_tot
from bench.uitval.pakketten import Programmas, gebruiker_van

BESTANDEN = WORTEL / "deploy" / "cluster"
VOORBEELD, HIER = "192.0.2.", "127.0.77."  # the network of the files, and where the trial puts it
NAMEN = ("db1", "db2", "db3")
PRIMAIR, TWEEDE = "leader", "sync_standby"  # roles, as Patroni calls them
HEEL = 240  # seconds for three machines to stand, and for one to come back


def op_deze_machine(tekst: str) -> str:
    """Put the addresses of a file on the loopback of this machine, from where each of them is seen as 127.0.0.1."""
    return tekst.replace(f"{VOORBEELD}0/24", "127.0.0.0/8").replace(VOORBEELD, HIER)


def lees_env(tekst: str, **over: str) -> dict[str, str]:
    """Read lines NAME=value, with @WORD@ filled in by `over`. Raises KeyError where one stays open."""
    for woord, waarde in over.items():
        tekst = tekst.replace(f"@{woord}@", waarde)
    regels = [regel for regel in tekst.splitlines() if regel and not regel.startswith("#")]
    env = dict(regel.split("=", 1) for regel in regels)
    if open_ := [naam for naam, waarde in env.items() if "@" in waarde]:
        raise KeyError(open_[0])
    return env


class Machine:
    """One machine: what runs on it, killed together as by a power cut, and started again on what its disk holds."""

    def __init__(self, nr: int, waar: Path, programmas: Programmas, geheimen: dict[str, str]) -> None:
        self.naam, self.adres, self.map = NAMEN[nr], f"{HIER}{11 + nr}", waar / NAMEN[nr]
        self.data, wie = self.map / "pg", programmas.gebruiker
        self.map.mkdir()
        if wie:
            shutil.chown(self.map, wie, wie)
        eigen = {"PATH": f"{programmas.pg_bin}:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(self.map)}
        over = {"NAAM": self.naam, "ADRES": self.adres} | geheimen
        etcd = lees_env(op_deze_machine((BESTANDEN / "etcd.env").read_text()), **over)
        etcd["ETCD_DATA_DIR"] = str(self.map / "etcd")
        patroni = lees_env(op_deze_machine((BESTANDEN / "patroni.env").read_text()), **over)
        patroni |= {
            "PATRONI_POSTGRESQL_DATA_DIR": str(self.data),
            "PATRONI_POSTGRESQL_BIN_DIR": programmas.pg_bin,
            "PATRONI_POSTGRESQL_PGPASS": str(self.map / "pgpass"),
            "PATRONI_SUPERUSER_USERNAME": gebruiker_van(programmas),
        }
        yml = self.map / "patroni.yml"
        tekst = op_deze_machine((BESTANDEN / "patroni.yml").read_text())
        yml.write_text(tekst.replace("/var/run/postgresql", str(self.map)))
        self.etcd = Dienst(
            f"{self.naam}-etcd", [programmas.waar["etcd"]], log=self.map / "etcd.log", env=eigen | etcd, gebruiker=wie
        )
        self.patroni = Dienst(
            f"{self.naam}-patroni",
            [programmas.waar["patroni"], str(yml)],
            log=self.map / "patroni.log",
            env=eigen | patroni,
            gebruiker=wie,
        )

    def start(self) -> None:
        for dienst in (self.etcd, self.patroni):
            if not dienst.loopt:
                dienst.start(self.map)

    def postgres(self) -> list[int]:
        """Give the processes of its PostgreSQL, the first one first."""
        merk = self.data / "postmaster.pid"
        pid = int(merk.read_text().splitlines()[0]) if merk.exists() else 0
        return [pid, *kinderen(pid)] if pid and leeft(pid) else []

    def dood(self, *, alles: bool) -> None:
        """Kill PostgreSQL -9; with `alles` Patroni and etcd in the same breath, as when the machine is lost."""
        pids = self.postgres()
        dood([*pids, *self.patroni.pids(), *self.etcd.pids()] if alles else pids)
        wacht_tot(lambda: not any(map(leeft, pids)), 20, f"PostgreSQL op {self.naam} dood")
        if alles:
            self.patroni.begraaf()
            self.etcd.begraaf()
            # Once a machine has started anew, the number in it is that of another process, or of none.
            (self.data / "postmaster.pid").unlink(missing_ok=True)


class Cluster:
    """The three, and what they say of themselves."""

    def __init__(self, waar: Path, programmas: Programmas, geheimen: dict[str, str]) -> None:
        self.programmas = programmas
        self.machines = [Machine(nr, waar, programmas, geheimen) for nr in range(len(NAMEN))]

    def start(self) -> None:
        for machine in self.machines:
            machine.start()
        wacht_tot(self.is_heel, HEEL, "een primaire databank met twee die meelopen")

    def leden(self) -> list[dict]:
        """Give what Patroni tells of each machine (name, role, state, lag); nothing where none answers."""
        for machine in self.machines:
            try:
                return self._vraag(machine.adres)
            except (OSError, http.client.HTTPException, ValueError):
                continue
        return []

    @staticmethod
    def _vraag(adres: str) -> list[dict]:
        verbinding = http.client.HTTPConnection(adres, 8008, timeout=2)
        try:
            verbinding.request("GET", "/cluster")
            return json.loads(verbinding.getresponse().read()).get("members", [])
        finally:
            verbinding.close()

    def is_heel(self) -> bool:
        return is_heel(self.leden(), len(self.machines))

    def met_rol(self, rol: str) -> Machine:
        """Give the machine that writes (PRIMAIR), or the one whose disk it waits for (TWEEDE). Raises LookupError."""
        naam = next((lid["name"] for lid in self.leden() if lid["role"] == rol), None)
        if naam is None:
            raise LookupError(f"Er is nu geen {rol}.")
        return self.machines[NAMEN.index(naam)]

    def sql(self, machine: Machine, opdracht: str, databank: str = "postgres") -> str:
        """Run SQL on one machine over its socket, as the user of the database; give the answer as text."""
        wie = self.programmas.gebruiker
        klaar = subprocess.run(
            [self.programmas.waar["psql"], "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", machine.map, "-d", databank],
            input=opdracht,
            check=True,
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "PGUSER": gebruiker_van(self.programmas), "HOME": str(machine.map)},
            **({"user": wie, "group": wie, "extra_groups": []} if wie else {}),
        )
        return klaar.stdout.strip()

    def stop(self) -> None:
        """End all of it at once: nothing of it is kept."""
        for machine in self.machines:
            machine.dood(alles=True)


def is_heel(leden: list[dict], aantal: int) -> bool:
    """Tell whether one machine writes, and all others follow without being behind, one of them in step."""
    rollen = [lid["role"] for lid in leden]
    volgers = [lid for lid in leden if lid["role"] != PRIMAIR]
    return (
        len(leden) == aantal
        and rollen.count(PRIMAIR) == 1
        and TWEEDE in rollen
        and all(lid["state"] in {"running", "streaming"} and lid.get("lag") == 0 for lid in volgers)
    )
