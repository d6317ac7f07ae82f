"""Objects from the database without detours: a page of a whole plan makes thousands of them."""

from django.db import models
from django.db.models.base import ModelState


class VlotGelezen(models.Model):
    """A model of which reading a row is putting its columns in place.

    Django sends every row through `__init__`, which looks at each field for a default, a descriptor and a signal
    (`pre_init`, `post_init`). What comes from the database needs none of these: the columns that were asked for are
    there, the others stay deferred. Not for a model with a field that listens to those signals (an ImageField with the
    size of its picture, a GenericForeignKey).
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str, field_names: list[str], values: tuple) -> "VlotGelezen":
        """Give the object of a row: what Django's `from_db` gives."""
        staat = ModelState()
        staat.db = db
        staat.adding = False
        gelezen = cls.__new__(cls)
        inhoud = gelezen.__dict__
        inhoud["_state"] = staat
        inhoud.update(zip(field_names, values, strict=True))
        return gelezen
