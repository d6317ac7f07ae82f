"""Compile a typst template in a process of its own: what that takes of memory, it gives back.

    python maak_pdf.py TEMPLATE FONTS < data.json > file.pdf

Knows no Django. The data stands for the template in `sys.inputs.stuk`.
"""

import sys

import typst


def main(sjabloon: str, letters: str) -> None:
    """Read JSON from standard input and write the PDF to standard output. Raises typst.TypstError."""
    inhoud = typst.compile(
        sjabloon,
        format="pdf",
        sys_inputs={"stuk": sys.stdin.buffer.read().decode()},
        font_paths=[letters],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    sys.stdout.buffer.write(inhoud)


if __name__ == "__main__":
    main(*sys.argv[1:])
