"""What somebody asks of a report: the filters in its address."""

import datetime
from dataclasses import dataclass, field

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.currencies import CURRENCIES
from accounts.models import Member, Team
from deals.models import Deal, Pipeline

from . import periods

LONGEST = 120  # months
EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)


@dataclass
class Question:
    """A report's filters, made sense of."""

    member: Member
    period: periods.Period
    today: datetime.date
    pipeline: Pipeline | None = None
    owner: str = ""  # "none", or a member's id
    team: Team | None = None
    currency: str = ""
    members: dict = field(default_factory=dict)  # of the organization, by id

    def deals(self):
        """The deals that are asked for, of those the member may see."""
        deals = self.of_owner(Deal.objects.visible_to(self.member).order_by())
        if self.pipeline:
            deals = deals.filter(stage__pipeline=self.pipeline)
        return deals.filter(currency=self.currency) if self.currency else deals

    def of_owner(self, records):
        """`records` narrowed to the owners that are asked for."""
        if self.team:
            return records.filter(assigned_to__in=self.team.members.values("pk"))
        if self.owner:
            return records.filter(assigned_to=None if self.owner == "none" else int(self.owner))
        return records

    def name_of(self, member_id):
        """What the member with this id is called; who is gone or nobody, too."""
        member = self.members.get(member_id)
        return member.full_name if member else str(_("Nobody"))


class Asking(forms.Form):
    """The filters of one report; those it does not read are left out."""

    period = forms.ChoiceField(label=_("Period"), choices=periods.NAMES, required=False)
    date_from = forms.DateField(
        label=_("From"), required=False, input_formats=["%Y-%m-%d"], widget=forms.DateInput(attrs={"type": "date"})
    )
    date_to = forms.DateField(
        label=_("To"), required=False, input_formats=["%Y-%m-%d"], widget=forms.DateInput(attrs={"type": "date"})
    )
    pipeline = forms.ChoiceField(label=_("Pipeline"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(self, params, *, member, today, filters, default_period):
        self.member, self.today, self.default_period = member, today, default_period
        super().__init__(self._completed(params))
        for name in [name for name in self.fields if name not in filters]:
            del self.fields[name]
        for name in filters:
            if hasattr(self, f"{name}_choices"):
                self.fields[name].choices = getattr(self, f"{name}_choices")

    def _completed(self, params):
        """The parameters, with the period that is meant where none is said."""
        given = {name: params.get(name, "").replace("\x00", "\ufffd") for name in self.base_fields if name in params}
        has_days = given.get("date_from") or given.get("date_to")
        return given | {"period": given.get("period") or ("custom" if has_days else self.default_period)}

    @cached_property
    def members(self):
        found = Member.objects.visible_to(self.member).select_related("user").order_by("user__first_name", "name", "pk")
        return {member.pk: member for member in found}

    @cached_property
    def teams(self):
        return {team.pk: team for team in Team.objects.visible_to(self.member).order_by("name")}

    @cached_property
    def pipelines(self):
        return {pipeline.pk: pipeline for pipeline in Pipeline.objects.visible_to(self.member)}

    @property
    def owner_choices(self):
        people = [(str(pk), member.full_name) for pk, member in self.members.items() if member.is_active]
        gone = [(str(pk), member.full_name) for pk, member in self.members.items() if not member.is_active]
        teams = [(f"team-{pk}", team.name) for pk, team in self.teams.items()]
        groups = [(_("People"), people), (_("Teams"), teams), (_("No longer here"), gone)]
        words = [("", _("Everybody")), ("me", _("Me")), ("none", _("Nobody"))]
        return [*words, *((name, choices) for name, choices in groups if choices)]

    @property
    def pipeline_choices(self):
        return [("", _("All pipelines")), *((str(pk), pipeline.name) for pk, pipeline in self.pipelines.items())]

    @property
    def currency_choices(self):
        used = set(Deal.objects.visible_to(self.member).order_by().values_list("currency", flat=True).distinct())
        asked = self.data.get("currency")
        used |= {self.member.organization.currency} | ({asked} if asked in CURRENCIES else set())
        return [("", _("All currencies")), *((code, code) for code in sorted(used))]

    def clean(self):
        values = super().clean()
        if "period" in self.fields and not self.errors:
            self.period_asked = self._period(values)
        return values

    def _period(self, values):
        """The Period; errors go to the fields."""
        if values["period"] != "custom":
            return periods.named(values["period"], self.today)
        first, last = values["date_from"], values["date_to"]
        for name, day in (("date_from", first), ("date_to", last)):
            if day is None:
                self.add_error(name, _("Choose a day."))
            elif not EARLIEST <= day <= LATEST:
                self.add_error(name, _("Give a year from 1900 to 2999."))
        if self.errors:
            return None
        if first > last:
            self.add_error("date_to", _("Give a day that is not before the first."))
        elif len(periods.Period(first, last).months) > LONGEST:
            self.add_error("date_to", _("Give at most ten years."))
        return periods.Period(first, last)

    def question(self):
        """The Question of this valid form."""
        values, owner = self.cleaned_data, self.cleaned_data.get("owner") or ""
        period = getattr(self, "period_asked", None) or periods.named(self.default_period, self.today)
        team = self.teams[int(owner.removeprefix("team-"))] if owner.startswith("team-") else None
        return Question(
            member=self.member,
            period=period,
            today=self.today,
            pipeline=self.pipelines.get(int(values.get("pipeline") or 0)),
            owner="" if team else str(self.member.pk) if owner == "me" else owner,
            team=team,
            currency=values.get("currency") or "",
            members=self.members,
        )
