"""What visitors type into a web form."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TRAP = "website_url"  # no person sees it; who fills it in is a machine
LABELS = {
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "company": gettext_lazy("Company"),
    "job_title": gettext_lazy("Job title"),
    "message": gettext_lazy("Message"),
    "best_time": gettext_lazy("Best time to call"),
    "interest": gettext_lazy("What are you interested in?"),
}
LONGEST = {
    "first_name": 100, "last_name": 100, "phone": 50, "company": 200, "job_title": 200, "message": 5_000,
    "best_time": 100, "interest": 500,
}  # fmt: skip
KNOWN_AS = {
    "first_name": "given-name", "last_name": "family-name", "email": "email", "phone": "tel", "company": "organization",
    "job_title": "organization-title",
}  # fmt: skip
UNSAYABLE = range(0xD800, 0xE000)  # halves of characters, which no database takes


class VisitorForm(forms.Form):
    """The fields of a `WebForm`. What was typed stays when it is refused."""

    use_required_attribute = True

    def __init__(self, typed=None, *, form):
        super().__init__(typed)
        for name in ("first_name", "last_name", "email", *form.fields):
            if name in LABELS:
                self.fields[name] = _field(name)
        if form.consent:
            missing = {"required": _("Tick this to send the form.")}
            self.fields["consent"] = forms.BooleanField(label=form.consent, error_messages=missing)

    @property
    def answers(self):
        """`{name: text}` of what was answered."""
        return {name: value for name, value in self.cleaned_data.items() if name != "consent" and value}


def _field(name):
    attrs = {"autocomplete": KNOWN_AS.get(name, "off")}
    told = {"label": LABELS[name], "required": name in ("first_name", "email"), "validators": [_is_sayable]}
    if name == "email":
        return forms.EmailField(max_length=254, widget=forms.EmailInput(attrs=attrs), **told)
    if name == "message":
        return forms.CharField(max_length=LONGEST[name], widget=forms.Textarea(attrs=attrs | {"rows": 5}), **told)
    widget = forms.TextInput(attrs=attrs | ({"type": "tel"} if name == "phone" else {}))
    return forms.CharField(max_length=LONGEST[name], widget=widget, **told)


def _is_sayable(text):
    if any(ord(letter) in UNSAYABLE for letter in text):
        raise ValidationError(_("Contains characters that cannot be stored."))
