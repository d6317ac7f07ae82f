"""Django's own widgets, drawn without a template: a form of forty fields holds hundreds of choices, and a template for
each costs more than all the rest of its page. The same HTML, but for white space (`test_formulieren`)."""

from collections.abc import Callable

from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData

Widget = dict[str, object]  # what a widget gives its template, under "widget"


def _tekst(waarde: object) -> str:
    """Write a value as `stringformat:'s'` does: never in the way of a country."""
    return waarde if isinstance(waarde, SafeData) else escape(str(waarde))


def _attributen(attrs: dict[str, object]) -> str:
    return "".join(
        f" {naam}" if waarde is True else f' {naam}="{_tekst(waarde)}"'
        for naam, waarde in attrs.items()
        if waarde is not False
    )


def _label(label: object) -> str:
    return escape(label) if type(label) is str else conditional_escape(localize(label))


def _input(widget: Widget) -> str:
    waarde = "" if widget["value"] is None else f' value="{_tekst(widget["value"])}"'
    return (
        f'<input type="{_tekst(widget["type"])}" name="{_tekst(widget["name"])}"{waarde}{_attributen(widget["attrs"])}>'
    )


def _input_met_label(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    wie = widget["attrs"].get("id")
    voor = f' for="{_tekst(wie)}"' if wie else ""
    return f"<label{voor}>{_input(widget)} {_label(widget['label'])}</label>"


def _textarea(widget: Widget) -> str:
    waarde = _label(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_tekst(widget["name"])}"{_attributen(widget["attrs"])}>\n{waarde}</textarea>'


def _optie(widget: Widget) -> str:
    waarde = _tekst(widget["value"])
    return f'<option value="{waarde}"{_attributen(widget["attrs"])}>{_label(widget["label"])}</option>\n'


def _select(widget: Widget) -> str:
    delen = [f'<select name="{_tekst(widget["name"])}"{_attributen(widget["attrs"])}>\n']
    for groep, opties, _ in widget["optgroups"]:
        if groep:
            delen.append(f'<optgroup label="{_label(groep)}">\n')
        delen += [_optie(optie) for optie in opties]
        if groep:
            delen.append("</optgroup>\n")
    return "".join([*delen, "</select>"])


_MAP = "django/forms/widgets/"
_INPUTS = ("input", "text", "hidden", "date", "number", "email", "url", "password", "checkbox", "file")
TEKENAARS: dict[str, Callable[[Widget], str]] = {
    **{f"{_MAP}{naam}.html": _input for naam in _INPUTS},
    **{f"{_MAP}{naam}.html": _input_met_label for naam in ("input_option", "radio_option", "checkbox_option")},
    f"{_MAP}textarea.html": _textarea,
    f"{_MAP}select.html": _select,
}
