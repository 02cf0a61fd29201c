"""Questions about many deals, in words that chain."""

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.ownership import seen_by
from activity.recording import open_act
from contacts.queries import matching, search_words
from customization.models import CustomizedQuerySet


def _known(records, text, member):
    """The records a search for `text` looks at, as far as `member` may know that they hold it."""
    found = records.named_to(member).search(text)
    return found if member.sees_all else found.filter(seen_by(member) | matching(text, "name_key"))


class DealQuerySet(CustomizedQuerySet):
    def open(self):
        """Deals that are neither won nor lost, as `Deal.is_open` has it."""
        return self.filter(status="open")

    def search(self, text, member):
        """Deals whose name, contact or company holds every word of `text`; private contacts and companies of others
        are not looked at, and of those whose cards are closed to the member only the name is."""
        if not search_words(text):
            return self
        contacts = _known(apps.get_model("contacts.Contact").objects, text, member)
        companies = _known(apps.get_model("contacts.Company").objects, text, member)
        found = matching(text, "search_text")
        return self.filter(found | Q(contact__in=contacts.values("pk")) | Q(company__in=companies.values("pk")))

    def with_chance(self):
        """Annotates `chance_now`, the probability in percent, and `weighted_now`, value times that."""
        chance = Coalesce(F("probability"), F("stage__probability"))
        weighted = models.ExpressionWrapper(
            F("value") * chance / 100, output_field=models.DecimalField(max_digits=20, decimal_places=5)
        )
        return self.annotate(chance_now=chance, weighted_now=weighted)

    def change_locked(self, records, wanted, *, act):
        """As for every record; a change of stage brings along what follows from it, and is told as a step."""
        from .models.moves import completed
        from .models.pipelines import Stage
        from .models.steps import tell_steps

        models.prefetch_related_objects(records, "stage")  # not joined: see `Deal._locked`
        moving = [record for record in records if self.model.STANDING & wanted[record.pk].keys()]
        if not moving:
            return super().change_locked(records, wanted, act=act)
        stages = Stage.all_held(wanted[record.pk].get("stage_id") for record in moving)
        wanted = wanted | {record.pk: completed(record, wanted[record.pk], stages, now=act.at) for record in moving}
        before = {record.pk: {"stage_id": record.stage_id} for record in moving}
        super().change_locked(records, wanted, act=act)
        tell_steps([(deal, before[deal.pk]) for deal in moving], by=act.member, at=act.at)

    def _referred(self, values):
        values = list(values)
        stages = self.model.stages_of({each["stage_id"] for each in values if each.get("stage_id")})
        return super()._referred(values) | ({self.model._meta.get_field("stage"): stages} if stages else {})

    def change_all(self, *, by, act=None, **values):
        """As for every record, with what `change_locked` does here."""
        ids = list(self.order_by("pk").values_list("pk", flat=True))
        return self.change_each(dict.fromkeys(ids, values), by=by, act=act or open_act("deal_changed", by=by))

    @transaction.atomic
    def create_all(self, records, *, by, act=None):
        """As for every record; where they begin is told as their first step."""
        from .models.pipelines import Stage
        from .models.steps import tell_steps

        Stage.all_held(record.stage_id for record in records)
        act = super().create_all(records, by=by, act=act)
        for start in range(0, len(records), self.MANY):
            tell_steps([(deal, None) for deal in records[start : start + self.MANY]], by=by, at=act.at)
        return act
