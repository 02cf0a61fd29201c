"""What admins type about a webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from egress import Forbidden, check_url

from . import endpoints
from .vocabulary import GROUPS


class EndpointForm(forms.Form):
    """Where to send, and what."""

    url = forms.CharField(
        label=_("Address"),
        max_length=2_000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Where messages are sent by POST. It has to be reachable from the internet."),
    )
    description = forms.CharField(label=_("Description"), max_length=200, required=False, help_text=_("For you."))
    events = forms.MultipleChoiceField(
        label=_("Tell it when …"),
        choices=[(group.label, group.events) for group in GROUPS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one event."),
            "invalid_choice": _("There is no event called “%(value)s”."),
        },
    )

    def __init__(self, *args, endpoint=None, **kwargs):
        self.endpoint = endpoint
        if endpoint is not None:
            kwargs["initial"] = {name: getattr(endpoint, name) for name in ("url", "description", "events")}
        super().__init__(*args, **kwargs)

    @property
    def groups(self):
        """The events as boxes: `[(label, [(name, words, whether it is chosen)])]`."""
        chosen = set(self["events"].value() or ())
        return [(group.label, [(name, words, name in chosen) for name, words in group.events]) for group in GROUPS]

    def clean_url(self):
        url = self.cleaned_data["url"]
        try:
            check_url(url)
        except Forbidden as why:
            raise forms.ValidationError(str(why)) from why
        return url

    def save(self, *, by):
        """Add or change the endpoint. Returns (endpoint, secret), None for the secret of one that was there; or None, with
        an error on the form, where it is refused."""
        try:
            if self.endpoint is None:
                return endpoints.add(by=by, **self.cleaned_data)
            return endpoints.change(self.endpoint, by=by, **self.cleaned_data), None
        except endpoints.EndpointRefused as why:
            self.add_error(why.field or None, str(why))
            return None
