"""A form field for Django: its value is a :class:`menshen.Verification`.

    class RegistrationForm(forms.Form):
        name = forms.CharField()
        phone = MenshenField()

The settings ``MENSHEN_URL`` and ``MENSHEN_SITE_SECRET`` name the server; load its ``/embed.js`` on the page, or
put ``{{ form.media }}`` there.
"""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from . import InvalidTicket, Menshen, Unavailable, Verification

__all__ = ["MenshenField", "MenshenWidget"]


def _menshen() -> Menshen:
    return Menshen(settings.MENSHEN_URL, settings.MENSHEN_SITE_SECRET)


class MenshenWidget(forms.Widget):
    """The element. It is rendered without a value: a ticket is good once, so a form that is shown again asks
    anew."""

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[settings.MENSHEN_URL.rstrip("/") + "/embed.js"])

    def render(self, name, value, attrs=None, renderer=None):
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<menshen-gate{}></menshen-gate>", flatatt(attributes))


class MenshenField(forms.Field):
    """The ticket of the element, redeemed: a clean value is a :class:`menshen.Verification`."""

    widget = MenshenWidget
    default_error_messages = {
        "required": _("Verify your phone number."),
        "invalid": _("Verify your phone number again."),
        "unavailable": _("Your phone number can't be checked for now. Try again in a moment."),
    }

    def clean(self, value: str | None) -> Verification | None:
        super().clean(value)
        if value in self.empty_values:
            return None
        try:
            return _menshen().redeem(value)
        except InvalidTicket:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        except Unavailable:
            raise ValidationError(self.error_messages["unavailable"], code="unavailable") from None
