"""Fetch the third-party files of static/vendor/ again and check them against VENDOR.md.

    python tools/vendor.py                write the files; stop when one differs from its sum
    python tools/vendor.py --vastleggen   after a conscious upgrade: write files and new sums

Needs Node 20 or later for its clients (npm pack, npx); the standard library does the rest. The
application itself never needs this: what it makes is committed.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
CONFIG = "thema/designsystemet.config.json"

CSS_PAKKET = "@digdir/designsystemet-css@1.22.0"
THEMA_PAKKET = "@digdir/designsystemet@1.15.0"
SERIF_PAKKET = "@fontsource/source-serif-4@5.3.1"
SANS_PAKKET = "@fontsource-variable/atkinson-hyperlegible-next@5.3.0"
SERIF_TTF = "@expo-google-fonts/source-serif-4@0.4.1"  # the same letters as files that typst can read
REST_TTF = "@expo-google-fonts/noto-sans@0.4.2"  # for letters that those do not have
ARABISCH_TTF = "@expo-google-fonts/noto-sans-arabic@0.4.3"
LETTER_PAKKET = "subset-font@2.9.0"  # harfbuzz, as a library of npm
SANS_TTF = "@expo-google-fonts/atkinson-hyperlegible-next@0.4.1"

# The parts that our pages use, in the order of the package's own index.css. The whole index is
# four times as heavy (avatars, chips, comboboxes ...); a part that is needed is added here.
ONDERDELEN = ("label", "link", "validation-message", "button", "input", "field", "fieldset")

# file in static/vendor -> (package, file in the package, licence)
BESTANDEN = {
    "fonts/source-serif-4-600.woff2": (
        SERIF_PAKKET,
        "files/source-serif-4-latin-600-normal.woff2",
        "OFL-1.1",
    ),
    "fonts/source-serif-4.LICENSE.txt": (SERIF_PAKKET, "LICENSE", "OFL-1.1"),
    "fonts/atkinson-hyperlegible-next.LICENSE.txt": (SANS_PAKKET, "LICENSE", "OFL-1.1"),
    "fonts/pdf/SourceSerif4_600SemiBold.ttf": (SERIF_TTF, "600SemiBold/SourceSerif4_600SemiBold.ttf", "OFL-1.1"),
    "fonts/pdf/AtkinsonHyperlegibleNext_400Regular.ttf": (
        SANS_TTF,
        "400Regular/AtkinsonHyperlegibleNext_400Regular.ttf",
        "OFL-1.1",
    ),
    "fonts/pdf/AtkinsonHyperlegibleNext_700Bold.ttf": (
        SANS_TTF,
        "700Bold/AtkinsonHyperlegibleNext_700Bold.ttf",
        "OFL-1.1",
    ),
    "fonts/pdf/NotoSans_400Regular.ttf": (REST_TTF, "400Regular/NotoSans_400Regular.ttf", "OFL-1.1"),
    "fonts/pdf/NotoSansArabic_400Regular.ttf": (ARABISCH_TTF, "400Regular/NotoSansArabic_400Regular.ttf", "OFL-1.1"),
    "fonts/pdf/noto.LICENSE.txt": (REST_TTF, "LICENSE_FONT", "OFL-1.1"),
    "designsystemet.LICENSE.txt": (CSS_PAKKET, "LICENSE", "MIT"),
}
SANS = "fonts/atkinson-hyperlegible-next.woff2"
SANS_BRON = "files/atkinson-hyperlegible-next-latin-wght-normal.woff2"
# Every letter that is in it, in the weights that our pages use: two fifths lighter than 200 to 800.
SMALLER = """
import { readFileSync, writeFileSync } from "node:fs";
import subsetFont from "subset-font";
const letters = String.fromCodePoint(...Array.from({ length: 0x2600 - 0x20 }, (_, nr) => nr + 0x20));
const gewicht = { wght: { min: 400, max: 700, default: 400 } };
const opties = { targetFormat: "woff2", variationAxes: gewicht };
writeFileSync("smal.woff2", await subsetFont(readFileSync("breed.woff2"), letters, opties));
"""
BRONKAART = re.compile(rb"(//|/\*)[#@] ?sourceMappingURL=[^ *\n]*( ?\*/)?")
REGEL = re.compile(r"^\| `(?P<pad>[^`]+)` \|.*\| `(?P<som>[0-9a-f]{64})` \|$", re.M)


def haal(pakket: str, map_: Path) -> dict[str, bytes]:
    """Give the files of one npm package, by their path inside it."""
    uitvoer = subprocess.run(
        ["npm", "pack", "--silent", pakket],
        cwd=map_,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(map_ / uitvoer.stdout.split()[-1]) as archief:
        leden = [lid for lid in archief.getmembers() if lid.isfile()]
        return {lid.name.split("/", 1)[1]: archief.extractfile(lid).read() for lid in leden}


def bouw_stijl(pakket: dict[str, bytes]) -> bytes:
    """Join the chosen parts, in the cascade layers of the package's own index.css."""
    delen = [b"@layer ds.theme, ds.base, ds.components;"]
    delen.append(b"@layer ds.base{" + pakket["dist/src/base.css"].strip() + b"}")
    for naam in ONDERDELEN:
        inhoud = pakket[f"dist/src/{naam}.css"].strip()
        delen.append(b"@layer ds.components{" + inhoud + b"}")
    return b"\n".join(delen) + b"\n"


def bouw_thema(map_: Path) -> bytes:
    """Make our theme from its committed configuration."""
    (map_ / "designsystemet.config.json").write_bytes((VENDOR / CONFIG).read_bytes())
    for stap in ("create", "build"):
        subprocess.run(
            ["npx", "--yes", THEMA_PAKKET, "tokens", stap],
            cwd=map_,
            check=True,
            capture_output=True,
        )
    return (map_ / "design-tokens-build" / "samenleven.css").read_bytes()


def bouw_letter(map_: Path, bron: bytes) -> bytes:
    """Give a variable letter with only the weights that our pages use."""
    (map_ / "breed.woff2").write_bytes(bron)
    (map_ / "smaller.mjs").write_text(SMALLER)
    for opdracht in (["npm", "install", "--ignore-scripts", "--silent", LETTER_PAKKET], ["node", "smaller.mjs"]):
        subprocess.run(opdracht, cwd=map_, check=True, capture_output=True)
    return (map_ / "smal.woff2").read_bytes()


def haal_alles(map_: Path) -> dict[str, tuple[bytes, str, str]]:
    """Give path -> (content, package, licence) of every third-party file."""
    pakketten = {
        p: haal(p, map_) for p in (CSS_PAKKET, SERIF_PAKKET, SANS_PAKKET, SERIF_TTF, SANS_TTF, REST_TTF, ARABISCH_TTF)
    }
    alles = {
        "thema/samenleven.css": (bouw_thema(map_), f"built by {THEMA_PAKKET}", "MIT"),
        "designsystemet.css": (bouw_stijl(pakketten[CSS_PAKKET]), CSS_PAKKET, "MIT"),
        SANS: (
            bouw_letter(map_, pakketten[SANS_PAKKET][SANS_BRON]),
            f"{SANS_PAKKET}, weights 400-700 by {LETTER_PAKKET}",
            "OFL-1.1",
        ),
    }
    for pad, (pakket, bron, licentie) in BESTANDEN.items():
        alles[pad] = (pakketten[pakket][bron], pakket, licentie)
    return {
        pad: (BRONKAART.sub(b"", inhoud) if pad.endswith(".css") else inhoud, pakket, licentie)
        for pad, (inhoud, pakket, licentie) in alles.items()
    }


def som(inhoud: bytes) -> str:
    return hashlib.sha256(inhoud).hexdigest()


def leg_vast(alles: dict[str, tuple[bytes, str, str]]) -> None:
    """Write the table of VENDOR.md anew; the text above it stays."""
    pad = VENDOR / "VENDOR.md"
    kop = pad.read_text().split("| file |")[0]
    regels = ["| file | package | licence | SHA-256 |", "|---|---|---|---|"]
    for naam, (inhoud, pakket, licentie) in sorted(alles.items()):
        regels.append(f"| `{naam}` | {pakket} | {licentie} | `{som(inhoud)}` |")
    pad.write_text(kop + "\n".join(regels) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vastleggen", action="store_true", help="record the new sums")
    opties = parser.parse_args()
    with tempfile.TemporaryDirectory() as tijdelijk:
        try:
            alles = haal_alles(Path(tijdelijk))
        except FileNotFoundError as fout:
            print(f"Not found: {fout.filename}. Install Node 20 or later.", file=sys.stderr)
            return 1
        except subprocess.CalledProcessError as fout:
            print(f"Failed: {' '.join(fout.cmd)}\n{fout.stderr}", file=sys.stderr)
            return 1
    if opties.vastleggen:
        leg_vast(alles)
    sommen = {m["pad"]: m["som"] for m in REGEL.finditer((VENDOR / "VENDOR.md").read_text())}
    anders = [pad for pad, (inhoud, *_) in alles.items() if sommen.get(pad) != som(inhoud)]
    if anders:
        print("Differs from VENDOR.md, nothing written:", *sorted(anders), sep="\n  ", file=sys.stderr)
        return 1
    for pad, (inhoud, *_) in alles.items():
        (VENDOR / pad).parent.mkdir(parents=True, exist_ok=True)
        (VENDOR / pad).write_bytes(inhoud)
    print(f"{len(alles)} files in static/vendor, all as recorded in VENDOR.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
