"""One file per sheet of the layout: what each of its rows would do."""
