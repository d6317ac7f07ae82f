"""The wiring of the installation."""

VERSIE = "0.6"  # of the application; a backup says which made it
