"""What people type about groups."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Group


class GroupForm(forms.Form):
    """Asks for a group's name and colour."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=Group._meta.get_field("name").max_length)
    color = forms.ChoiceField(label=gettext_lazy("Colour"), choices=[(c, c.capitalize()) for c in Group.COLORS])


class PickGroupForm(forms.Form):
    """Asks for one of the member's groups."""

    group = forms.ChoiceField(label=gettext_lazy("Group"))

    def __init__(self, typed=None, *, member):
        super().__init__(typed)
        self.member, self.groups = member, {str(group.pk): group for group in Group.objects.visible_to(member)}
        self.fields["group"].choices = [("", _("Choose…")), *((pk, group.name) for pk, group in self.groups.items())]

    @property
    def chosen(self):
        """The group that was picked."""
        return self.groups[self.cleaned_data["group"]]


class PickOrNameForm(PickGroupForm):
    """Asks for one of the member's groups, or for the name of a new one."""

    name = forms.CharField(
        label=gettext_lazy("Or a new group"), required=False, max_length=Group._meta.get_field("name").max_length
    )

    def __init__(self, typed=None, *, member):
        super().__init__(typed, member=member)
        self.fields["group"].required = False
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean(self):
        typed = super().clean()
        if not self.errors and not typed.get("group") and not typed.get("name"):
            self.add_error("group", _("Choose a group, or name a new one."))
        return typed

    @property
    def wanted_name(self):
        """The name of the group that was typed, "" where one was picked."""
        return "" if self.cleaned_data["group"] else self.cleaned_data["name"]
