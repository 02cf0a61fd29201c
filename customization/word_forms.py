"""What is typed on the pages of custom values and of message templates."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import words
from .models import CustomField, MessageTemplate


class ValueForm(forms.Form):
    """A new custom value."""

    key = forms.CharField(
        label=_("Name"), max_length=50, help_text=_("Small letters, digits and _: signature, office_hours.")
    )
    value = forms.CharField(
        label=_("What it says"),
        required=False,
        max_length=words.LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, typed=None, *, member, key=None, **kwargs):
        super().__init__(typed, **kwargs)
        self.member, self.key = member, key
        if key is not None:
            del self.fields["key"]

    def clean_key(self):
        key = self.cleaned_data["key"]
        CustomField.check_key(key)
        if words.CustomValue.objects.visible_to(self.member).filter(key=key).exists():
            raise ValidationError(_("There is a value of this name already. Edit that one."))
        return key

    def clean_value(self):
        return self.cleaned_data["value"].replace("\r\n", "\n")

    def save(self):
        """Set the value. Returns it, or None where it was refused; the errors say why."""
        try:
            return words.set_value(self.key or self.cleaned_data["key"], self.cleaned_data["value"], by=self.member)
        except ValidationError as refusal:
            for name, messages in refusal.message_dict.items():
                self.add_error(name if name in self.fields else None, messages)
        return None


class TemplateForm(forms.ModelForm):
    """A message template: its name, and subject and text with tokens in them."""

    class Meta:
        model = MessageTemplate
        fields = ["name", "subject", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, typed=None, *, member, instance=None):
        super().__init__(typed, instance=instance or MessageTemplate(organization_id=member.organization_id))
        self.member, self.template = member, instance

    def clean_body(self):
        return self.cleaned_data["body"].replace("\r\n", "\n")

    def save(self):
        """Write it. Returns the template, or None where it was refused; the errors say why."""
        try:
            return words.write_template(self.template, by=self.member, **self.cleaned_data)
        except ValidationError as refusal:
            for name, messages in refusal.message_dict.items():
                self.add_error(name if name in self.fields else None, messages)
        return None
