"""What one can do to many deals at once, beside what every list can."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from customization.lists import BulkAct

from .forms import MoveForm
from .models.moves import closing_moment


def move_all(records, stage, *, by, act=None, closed_at=None, loss_reason=""):
    """Put the open deals among `records`, which begin with `visible_to(by)`, into `stage`, all by one act: a closing
    stage closes them on the day `closed_at` or now. Deals that are closed, that stand there already or that were opened
    after that day are left alone. Returns the `Act`."""
    going = records.open().exclude(stage=stage)
    if closed_at:
        going = going.filter(created_at__lt=closing_moment(closed_at, None) + timedelta(days=1))
    return going.change_all(by=by, act=act, stage_id=stage.pk, closed_at=closed_at, loss_reason=loss_reason)


@dataclass(frozen=True)
class MoveToStage(BulkAct):
    """Moves open deals to a stage; a closing one closes them."""

    name: str = "move"
    label: str = _("Move to…")
    icon: str = "square-kanban"
    save: str = _("Move")
    said: str = _("%(count)s %(nouns)s moved.")
    form = MoveForm
    text = _(
        "Closed deals stay as they are, and so do deals that were opened after the closing day. You can undo this."
    )

    def run(self, records, form, *, by, act=None):
        return move_all(records, form.place, by=by, act=act, **form.closing)
