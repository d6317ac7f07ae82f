"""Compile a typst template in a process of its own: what that takes of memory, it gives back. PDF, or a picture.

    python maak_pdf.py TEMPLATE FONTS pdf|png < data.json > file

Knows no Django. The data stands for the template in `sys.inputs.stuk`.
"""

import sys

import typst

PPI = 144  # of a picture: two pixels a point


def main(sjabloon: str, letters: str, soort: str) -> None:
    """Read JSON from standard input and write the file to standard output. Raises typst.TypstError."""
    vorm = {"pdf_standards": ["ua-1"]} if soort == "pdf" else {"ppi": PPI}
    inhoud = typst.compile(
        sjabloon,
        format=soort,
        sys_inputs={"stuk": sys.stdin.buffer.read().decode()},
        font_paths=[letters],
        ignore_system_fonts=True,
        **vorm,
    )
    sys.stdout.buffer.write(inhoud)


if __name__ == "__main__":
    main(*sys.argv[1:])
