"""What an admin types about a web form."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from customization.lists.pickers import people

from .addresses import check_address
from .models import WebForm
from .visitor_forms import LABELS

MOST_ADDRESSES = 20


class Addresses(forms.CharField):
    """Addresses on the web, one a line; comes out as a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        lines = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        if len(lines) > MOST_ADDRESSES:
            raise ValidationError(_("Give at most %d addresses.") % MOST_ADDRESSES)
        for line in lines:
            try:
                check_address(line)
            except ValidationError as refusal:
                raise ValidationError(f"{line[:100]}: {refusal.messages[0]}") from None
        return lines


class WebFormForm(forms.ModelForm):
    """Everything about a web form. `values()` is what the verbs take."""

    fields_asked = forms.MultipleChoiceField(
        label=gettext_lazy("Asks for"),
        required=False,
        choices=[(name, label) for name, label in LABELS.items() if name in WebForm.FIELDS],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Besides name and e-mail, which every form asks for."),
    )
    owner = forms.ChoiceField(label=gettext_lazy("Goes to"), required=False)
    thanks_urls = Addresses(
        label=gettext_lazy("Addresses after sending"),
        required=False,
        max_length=20_000,
        help_text=gettext_lazy(
            "One a line. A visitor is led to the first, or to the one your page names. Without any they see your thanks."
        ),
    )

    class Meta:
        model = WebForm
        fields = ["name", "title", "intro", "makes", "source", "consent", "button", "thanks", "is_active"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("intro", "consent", "thanks")}
        help_texts = {
            "consent": gettext_lazy("Visitors must tick this before they send. It is kept with what they sent."),
            "is_active": gettext_lazy("A closed form cannot be opened or sent."),
        }

    field_order = [
        "name", "title", "button", "intro", "makes", "owner", "source", "fields_asked", "consent", "thanks",
        "thanks_urls", "is_active",
    ]  # fmt: skip

    def __init__(self, typed=None, *, member, form=None):
        begun = {"fields_asked": ["phone", "company", "message"]}
        if form is not None:
            begun = {
                "fields_asked": form.fields,
                "owner": str(form.assigned_to_id or ""),
                "thanks_urls": form.thanks_urls,
            }
        super().__init__(typed, instance=form and _copy(form), initial=begun)
        self.member = member
        self.fields["owner"].choices = [("", _("Nobody")), *self._people(form)]

    def _people(self, form):
        """Everybody it can go to, and who it goes to now."""
        found = people(self.member)
        now = form and form.assigned_to
        return found if now is None or str(now.pk) in dict(found) else [*found, (str(now.pk), now.full_name)]

    def values(self):
        """The checked values by the model's names."""
        typed = dict(self.cleaned_data)
        asked, owner = set(typed.pop("fields_asked")), typed.pop("owner")
        return typed | {
            "fields": [name for name in WebForm.FIELDS if name in asked],
            "assigned_to": Member.objects.visible_to(self.member).get(pk=owner) if owner else None,
        }


def _copy(form):
    """The same form by itself: checking what was typed writes into it."""
    return WebForm(**{field.attname: getattr(form, field.attname) for field in form._meta.concrete_fields})
