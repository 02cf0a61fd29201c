"""The rows somebody ticked, or all that match."""

from functools import cached_property

from api.fields import whole_number

MOST_TICKED = 1_000
MOST_AT_ONCE = 10_000  # records changed while one waits; more in the background


class Selection:
    """What a bulk act is meant for: the rows ticked (`ids`), or with `all` every row of the list. Never more than the
    member sees."""

    def __init__(self, listing, chosen):
        self.listing = listing
        self.is_whole = bool(chosen.get("all"))
        numbers = [whole_number(text) for text in chosen.getlist("ids")[:MOST_TICKED]]
        self.ids = [] if self.is_whole else [pk for pk in dict.fromkeys(numbers) if pk is not None]

    @property
    def records(self):
        if self.is_whole:
            return self.listing.filtered.qs
        return self.listing.declared.model.objects.visible_to(self.listing.member).filter(pk__in=self.ids)

    @cached_property
    def count(self):
        if self.is_whole:
            return self.listing.filtered.total()
        return self.records.count() if self.ids else 0

    @property
    def is_too_large(self):
        return self.count > MOST_AT_ONCE
