"""The forms of the screens; what they check is in the models, so that an import checks the same."""
