"""What is typed on the pages of items and of sites."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import offering
from .models import AllowedOrigin, ShareItem
from .sites import allow_site


class ItemForm(forms.ModelForm):
    """An item that reps share."""

    class Meta:
        model = ShareItem
        fields = ["kind", "title", "url", "image_url", "description", "is_active"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "url": _("Where its links lead, on your site or elsewhere."),
            "image_url": _("Linked to, not shown: our pages load nothing from other sites."),
            "is_active": _("Take the tick away to retire it: links that were sent lead there still."),
        }

    def __init__(self, typed=None, *, member, instance=None):
        super().__init__(typed, instance=instance or ShareItem(organization_id=member.organization_id))
        self.member, self.known = member, instance
        for name in ("url", "image_url"):
            self.fields[name].assume_scheme = "https"

    def save(self):
        """Add or change it. Returns the item, or None where it was refused; the errors say why."""
        try:
            if self.known is None:
                return offering.add_item(by=self.member, **self.cleaned_data)
            return offering.change_item(self.known, by=self.member, **self.cleaned_data)
        except ValidationError as refusal:
            for name, messages in refusal.message_dict.items():
                self.add_error(name, messages)
        return None


class SiteForm(forms.Form):
    """One more site of the organization."""

    origin = forms.CharField(
        label=_("Address of the site"),
        max_length=AllowedOrigin._meta.get_field("origin").max_length,
        widget=forms.URLInput(attrs={"placeholder": "https://shop.example"}),
    )

    def __init__(self, typed=None, *, member):
        super().__init__(typed)
        self.member = member

    def save(self):
        """Allow it. Returns the site, or None where it was refused; the errors say why."""
        try:
            return allow_site(self.cleaned_data["origin"], by=self.member)
        except ValidationError as refusal:
            self.add_error("origin", refusal.messages)
        return None
