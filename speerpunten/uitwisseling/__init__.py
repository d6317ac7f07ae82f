"""Excel, ODS and CSV, out and in: one layout both ways (`indeling`). Knows no HTTP and no HTML."""
