"""Questions about many leads, in words that chain."""

from django.db import transaction

from contacts.queries import matching
from customization.models import CustomizedQuerySet

QUALIFIED, DISQUALIFIED = "qualified", "disqualified"


class LeadQuerySet(CustomizedQuerySet):
    def open(self):
        """Leads that can still be qualified or disqualified, as `Lead.is_open` has it."""
        return self.filter(status__in=["new", "contacted"])

    def search(self, text):
        """Leads whose name, e-mail, phone or company holds every word of `text`."""
        return self.filter(matching(text, "search_text"))

    def with_email(self, address):
        """Leads with this e-mail, whatever its case."""
        return self.filter(email_key=address.strip().lower())

    # -- verbs ------------------------------------------------------------------------------------

    def create_all(self, records, *, by, act=None):
        """As for every record. Raises StatusRefused for a qualified one."""
        for status in {record.status for record in records}:
            self.model.check_status(None, status)
        return super().create_all(records, by=by, act=act)

    @transaction.atomic
    def change_all(self, *, by, act=None, **values):
        """As for every record; the status of qualified leads is left alone. Raises StatusRefused for `qualified`."""
        if "status" not in values:
            return super().change_all(by=by, act=act, **values)
        self.model.check_status(None, values["status"])
        open_or_aside = self._held_but_qualified()
        return super(LeadQuerySet, open_or_aside).change_all(by=by, act=act, **with_reason(values))

    def _held_but_qualified(self):
        """Those of these leads that are not qualified, nor can be until the transaction ends: what is qualified while
        they are waited for is left out, too."""
        ids = list(self.exclude(status=QUALIFIED).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), self.CHUNK):
            self.model.objects.all().lock(ids[start : start + self.CHUNK])
        return self.model.objects.filter(pk__among=ids).exclude(status=QUALIFIED)

    @transaction.atomic
    def change_each(self, wanted, *, by, act=None):
        """As for every record; the status of qualified leads is left alone. Raises StatusRefused for `qualified`."""
        going = {pk: with_reason(values) for pk, values in wanted.items()}
        asked = [pk for pk, values in going.items() if "status" in values]
        for status in {going[pk]["status"] for pk in asked}:
            self.model.check_status(None, status)
        self.model.hold_relations(by.organization_id, going.values())
        for start in range(0, len(asked), self.CHUNK):
            held = self.select_for_update().filter(pk__among=asked[start : start + self.CHUNK]).order_by("pk")
            for pk, status in held.values_list("pk", "status"):
                if status == QUALIFIED:
                    del going[pk]["status"]
        return super().change_each(going, by=by, act=act)


def with_reason(values):
    """`values` of a plain change, with the reason that goes when the lead is no longer disqualified."""
    if values.get("status", DISQUALIFIED) == DISQUALIFIED:
        return dict(values)
    return {**values, "disqualified_for": ""}
