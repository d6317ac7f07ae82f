"""Django's templates, whose context is let go of when the page is written."""

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, Template, reraise
from django.template.context import make_context
from django.utils.safestring import SafeString


class Sjabloon(Template):
    """A template that leaves nothing behind.

    What a view gives stands in a layer that points at its context, and the context at that layer: all that a page of a
    whole plan holds would wait for the garbage collector.
    """

    def render(self, context: dict | None = None, request: HttpRequest | None = None) -> SafeString:
        lagen = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(lagen)
        except TemplateDoesNotExist as fout:
            reraise(fout, self.backend)
        finally:
            lagen.dicts.clear()


class Sjablonen(DjangoTemplates):
    """The backend of `settings.TEMPLATES`."""

    def from_string(self, template_code: str) -> Sjabloon:
        return Sjabloon(super().from_string(template_code).template, self)

    def get_template(self, template_name: str) -> Sjabloon:
        return Sjabloon(super().get_template(template_name).template, self)
