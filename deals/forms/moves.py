"""What people say of a move: where to, and how it was closed."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customization.models import Option

from ..models import Stage

EARLIEST = 1900


def stage_choices(member, *, stages=None):
    """The organization's stages as choices, under the names of their pipelines where there are several."""
    stages = Stage.objects.visible_to(member).select_related("pipeline") if stages is None else stages
    groups = {}
    for stage in stages:
        groups.setdefault(stage.pipeline, []).append((str(stage.pk), stage.name))
    if len(groups) < 2:
        return [choice for choices in groups.values() for choice in choices]
    return [(pipeline.name, choices) for pipeline, choices in groups.items()]


def closing_day(day, deal=None):
    """`day` (a date or None) if a deal, or this one, can have been closed then. Raises ValidationError."""
    if day and day > timezone.now().date() + datetime.timedelta(days=1):
        raise ValidationError(_("Give the day the deal was closed, not one to come."))
    if day and day.year < EARLIEST:
        raise ValidationError(_("Give a day after %(year)s.") % {"year": EARLIEST})
    if day and deal and day < opened_on(deal):
        said = _("The deal was opened on %(day)s; it cannot have been closed before.")
        raise ValidationError(said % {"day": date_format(opened_on(deal), "DATE_FORMAT")})
    return day


def opened_on(deal):
    """The day a deal was opened (a date), as `Deal.closed_on` counts days."""
    return deal.created_at.astimezone(datetime.UTC).date()


class MoveForm(forms.Form):
    """Where a deal, or many, shall go; for a closing stage also when it was closed and, if lost, why. `seen` is the
    stage the person saw the deal in."""

    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), error_messages={"invalid_choice": gettext_lazy("Not found.")}
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)
    closed_on = forms.DateField(
        label=gettext_lazy("Closed on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("When it was won or lost. Left empty, it is today."),
    )
    loss_reason = forms.CharField(
        label=gettext_lazy("Why was it lost?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "loss-reasons", "autocomplete": "off"}),
    )

    def __init__(self, *args, member, deal=None, stages=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.member, self.deal = member, deal
        self.stages = list(Stage.objects.visible_to(member).select_related("pipeline")) if stages is None else stages
        self.fields["stage"].choices = stage_choices(member, stages=self.stages)

    def clean_closed_on(self):
        return closing_day(self.cleaned_data["closed_on"], self.deal)

    def clean(self):
        cleaned = super().clean()
        if "stage" in cleaned and cleaned.get("closed_on") and not self.place.closing:
            self.add_error("closed_on", _("Only a deal that is won or lost has a closing day."))
        if "stage" in cleaned and cleaned.get("loss_reason") and self.place.closing != Stage.LOST:
            self.add_error("loss_reason", _("Only a lost deal has a loss reason."))
        return cleaned

    @property
    def seen_stage(self):
        """The Stage the deal was seen in, None where the form does not say."""
        seen = self.cleaned_data["seen"]
        return None if seen is None else Stage(pk=seen)

    @property
    def closing(self):
        """What a verb takes beside the stage."""
        return {"closed_at": self.cleaned_data["closed_on"], "loss_reason": self.cleaned_data["loss_reason"]}

    @property
    def place(self):
        """The Stage that was chosen."""
        return next(stage for stage in self.stages if str(stage.pk) == self.cleaned_data["stage"])

    @property
    def loss_reasons(self):
        return Option.values_of("loss_reason", member=self.member)
