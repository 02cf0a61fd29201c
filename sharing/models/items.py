from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class ShareItemQuerySet(OrganizationWide):
    def visible_to(self, member):
        """All of the organization's but those that were removed, none of which was ever shared."""
        return super().visible_to(member).filter(removed_at=None)

    def on_offer(self):
        """Items that can be shared anew."""
        return self.filter(is_active=True)


class ShareItem(models.Model):
    """Something of the organization's site that reps send to people: what a SmartLink leads to."""

    KINDS = [
        ("product", _("Product")),
        ("media", _("Media")),
        ("enrollment", _("Enrollment")),
        ("playlist", _("Playlist")),
        ("category", _("Category")),
        ("collection", _("Collection")),
        ("post", _("Post")),
    ]

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS, default="product")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=2_000)
    image_url = models.URLField(_("picture"), max_length=2_000, blank=True, default="")
    description = models.TextField(_("description"), max_length=2_000, blank=True, default="")
    is_active = models.BooleanField(_("on offer"), default=True)
    shared_at = models.DateTimeField(_("first shared"), null=True, editable=False)  # from then on it is not removed
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)  # it can be taken back
    created_by = models.ForeignKey(
        "accounts.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ShareItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("share item")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="share_item_has_title"),
            models.CheckConstraint(
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"), name="share_item_leads_to_web"
            ),
        ]
        indexes = [models.Index(fields=["organization", "title"], name="share_item_by_title")]

    def __str__(self):
        return self.title
