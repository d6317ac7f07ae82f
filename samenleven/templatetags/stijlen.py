"""`{% stijladressen as adressen %}`: the addresses of the stylesheets of every page, weakest first."""

from django import template

from samenleven import statisch

register = template.Library()
register.simple_tag(statisch.stijladressen)
