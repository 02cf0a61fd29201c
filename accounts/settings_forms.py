"""What admins type about their organization, its people, teams and keys."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .currencies import CURRENCIES
from .models import Credential, Invitation, LastAdmin, Member, Organization, Team


class OrganizationForm(forms.ModelForm):
    """The organization's name, and the currency of its new deals."""

    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[(code, code) for code in CURRENCIES],
        help_text=_("Of new deals. Deals that are there keep theirs."),
        required=False,
    )

    class Meta:
        model = Organization
        fields = ["name", "currency"]
        labels = {"name": _("Name")}

    def clean_currency(self):
        return self.cleaned_data["currency"] or self.instance.currency


class AccessForm(forms.Form):
    """What somebody may do and see."""

    role = forms.ChoiceField(label=_("Role"), choices=Member.ROLES, initial=Member.MEMBER)
    data_scope = forms.ChoiceField(
        label=_("Sees"), choices=Member.SCOPES, initial=Member.ALL, help_text=_("Admins always see all records.")
    )


class PersonForm(AccessForm):
    """Role and data scope of a member, changed in place."""

    def __init__(self, *args, person, by, **kwargs):
        super().__init__(*args, initial={"role": person.role, "data_scope": person.data_scope}, **kwargs)
        self.person, self.by = person, by

    def save(self):
        """Change the access; False, with an error on the form, if nobody would be admin any more."""
        try:
            self.person.change_access(by=self.by, **self.cleaned_data)
        except LastAdmin:
            self.add_error("role", last_admin_words(self.person))
            return False
        return True


class InviteForm(AccessForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    field_order = ["email", "role", "data_scope"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if Member.objects.visible_to(self.by).filter(user__email=email, is_active=True).exists():
            raise forms.ValidationError(_("This person is in your organization already."))
        return email

    def save(self):
        """Send the invitation; returns (invitation, token)."""
        return Invitation.send_to(by=self.by, **self.cleaned_data)


class PeopleField(forms.ModelMultipleChoiceField):
    """People to tick. An id longer than a database's integers is as unknown as any other wrong one."""

    def clean(self, value):
        if any(len(str(pk)) > 18 for pk in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class TeamForm(forms.ModelForm):
    """A team's name and its people."""

    members = PeopleField(
        label=_("People"),
        queryset=Member.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these people is not in your organization.")},
    )

    class Meta:
        model = Team
        fields = ["name", "members"]
        labels = {"name": _("Name")}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        people = Member.objects.visible_to(by).filter(kind=Member.PERSON, is_active=True)
        self.fields["members"].queryset = people.select_related("user").order_by("user__first_name", "user__last_name")

    def clean_name(self):
        name = self.cleaned_data["name"]
        if Team.objects.visible_to(self.by).filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a team with this name already."))
        return name

    def save(self, commit=True):
        self.instance.organization_id = self.by.organization_id
        return super().save(commit)


class KeyForm(AccessForm):
    """A new API key or company token."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What uses it, as “Nightly export”."))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Credential.KINDS,
        initial=Credential.KEY,
        help_text=_("An API key opens every API, a company token only the company's part of the Rep API."),
    )
    expires_on = forms.DateField(
        label=_("Expires"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which it works. Empty: until it is revoked."),
    )
    field_order = ["name", "kind", "role", "data_scope", "expires_on"]

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return day

    def issue(self, *, by):
        """Make the credential; returns (credential, secret)."""
        values = dict(self.cleaned_data)
        day = values.pop("expires_on")
        expires_at = day and timezone.make_aware(datetime.combine(day, time.max))
        return Credential.issue(by=by, expires_at=expires_at, **values)


def last_admin_words(person):
    """Why the last admin has to stay one."""
    return _("%(name)s is the last active admin. Make somebody else admin first.") % {"name": person}
