"""The mails: when one is due (`termijn`, `vervallend`), what it says (`opstellen`), and how it leaves (`versturen`)."""
