"""The house API of duplicates among leads, and of merging them."""

from contacts.api_merging import SURFACES, Merging

from .api import LeadViewSet


class LeadMerging(Merging, LeadViewSet):
    """Duplicates of leads, and merging them."""


SURFACES[LeadMerging.model.KIND] = LeadMerging
