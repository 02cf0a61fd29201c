from django.db import models
from django.utils.translation import gettext_lazy as _


class Addressed(models.Model):
    """A postal address in five lines."""

    ADDRESS = ("address_street", "address_city", "address_state", "address_zip", "address_country")

    address_street = models.CharField(_("street"), max_length=200, blank=True)
    address_city = models.CharField(_("city"), max_length=100, blank=True)
    address_state = models.CharField(_("state or region"), max_length=100, blank=True)
    address_zip = models.CharField(_("postal code"), max_length=20, blank=True)
    address_country = models.CharField(_("country"), max_length=100, blank=True)

    class Meta:
        abstract = True

    @property
    def address_lines(self):
        """The address as people write it, blank lines left out."""
        city = " ".join(part for part in (self.address_city, self.address_state, self.address_zip) if part)
        lines = (self.address_street, getattr(self, "address_line2", ""), city, self.address_country)
        return [line for line in lines if line]
