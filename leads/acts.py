"""What one can do to many leads at once, beside what every list can."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from customization.lists import BulkAct, Choose

from .conversion import disqualify_all
from .forms import ReasonForm
from .models import Lead

OPEN = tuple((value, label) for value, label in Lead.STATUSES if value in Lead.OPEN)


@dataclass(frozen=True)
class Move(Choose):
    """Sets the status of open leads. Qualifying and disqualifying are acts of their own."""

    choices: tuple = OPEN
    text = _("Leads that are qualified or disqualified stay as they are.")

    def run(self, records, form, *, by, act=None):
        return super().run(records.open(), form, by=by, act=act)


@dataclass(frozen=True)
class Disqualify(BulkAct):
    """Puts open leads aside, all for one reason."""

    name: str = "disqualify"
    label: str = _("Disqualify")
    icon: str = "thumbs-down"
    save: str = _("Disqualify")
    said: str = _("%(count)s %(nouns)s disqualified.")
    form = ReasonForm
    text = _("Leads that are qualified or disqualified stay as they are. You can undo this.")

    def run(self, records, form, *, by, act=None):
        return disqualify_all(records, form.cleaned_data["reason"], by=by, act=act)
