"""What admins type into pipelines and stages."""

from django import forms
from django.utils.translation import gettext_lazy

from customization.drawing import HUES

from ..models import Pipeline, Stage


class PipelineForm(forms.ModelForm):
    """A pipeline's name."""

    class Meta:
        model = Pipeline
        fields = ["name"]


class StageForm(forms.ModelForm):
    """A stage: its name, its colour, how likely deals in it are won, and whether it closes them."""

    color = forms.ChoiceField(label=gettext_lazy("Colour"), choices=[(hue, hue) for hue in HUES])
    probability = forms.IntegerField(
        label=gettext_lazy("Probability in %"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("A won stage always stands at 100, a lost one at 0."),
    )

    class Meta:
        model = Stage
        fields = ["name", "color", "probability", "closing"]
        help_texts = {"closing": gettext_lazy("Deals that come to a won or lost stage are closed.")}
