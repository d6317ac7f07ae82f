"""Accounts: logging in, the second step, passkeys, sessions and the e-mail address (docs/adr/0020-accounts.md)."""
