from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class Option(models.Model):
    """A suggestion for a text field: sources, industries, loss reasons. The fields themselves stay free text."""

    CATEGORIES = [
        ("contact_source", _("Contact sources")),
        ("industry", _("Industries")),
        ("loss_reason", _("Loss reasons")),
    ]
    SHIPPED = {
        "contact_source": ["Website", "Referral", "Fair", "Cold call", "Advertisement", "Partner", "Social media"],
        "industry": [
            "Education",
            "Energy",
            "Finance",
            "Food",
            "Health",
            "Logistics",
            "Manufacturing",
            "Retail",
            "Software",
        ],
        "loss_reason": ["Price", "Chose a competitor", "No budget", "No decision", "Missing feature"],
    }

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    category = models.CharField(_("category"), max_length=20, choices=CATEGORIES)
    value = models.CharField(_("value"), max_length=100)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("option")
        ordering = ["category", "position", "id"]
        constraints = [
            models.UniqueConstraint("organization", "category", Lower("value"), name="option_once"),
            models.CheckConstraint(
                condition=Q(category__in=["contact_source", "industry", "loss_reason"]), name="option_category_known"
            ),
        ]

    def __str__(self):
        return self.value

    @classmethod
    def ship_to(cls, organization, **_signal):
        """Give a new organization the shipped options."""
        cls.objects.bulk_create(
            cls(organization=organization, category=category, value=value, position=position)
            for category, values in cls.SHIPPED.items()
            for position, value in enumerate(values)
        )

    @classmethod
    def values_of(cls, category, *, member):
        """The organization's suggestions of one category, in their order."""
        return cls.objects.visible_to(member).filter(category=category).values_list("value", flat=True)
