from django.db import models
from django.utils.translation import gettext_lazy as _


class OwnQuerySet(models.QuerySet):
    def visible_to(self, member):
        """A member's own, nobody else's."""
        return self.filter(organization=member.organization_id, member=member.pk)


class NotificationQuerySet(OwnQuerySet):
    def shown(self):
        """What the bell shows: all but what is only mailed or pushed."""
        return self.filter(is_shown=True)

    def unseen(self):
        """What nobody has looked at yet."""
        return self.filter(seen_at=None)


class Notification(models.Model):
    """Something one person is told: what the bell shows, and what mails and pushes are made of.

    Its words are made when it is read, of what the member sees then; here stands only what it is about. `key` says what
    makes it the same: a cause that comes twice, because a worker died, is told once.
    """

    TASK_DUE, ASSIGNED, LEAD_ARRIVED, LINK_OPENED = "task_due", "assigned", "lead_arrived", "link_opened"
    MENTIONED, IMPORT_FINISHED, LIST_MOVED, WEBHOOK_FAILING = (
        "mentioned",
        "import_finished",
        "list_moved",
        "webhook_failing",
    )
    KINDS = [
        (TASK_DUE, _("A task is due")),
        (ASSIGNED, _("Something is assigned to you")),
        (LEAD_ARRIVED, _("A lead arrives")),
        (LINK_OPENED, _("A SmartLink is opened")),
        (MENTIONED, _("You are mentioned in a note")),
        (IMPORT_FINISHED, _("An import is finished")),
        (LIST_MOVED, _("A record enters or leaves a list you follow")),
        (WEBHOOK_FAILING, _("A webhook is turned off")),
    ]

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    member = models.ForeignKey(
        "accounts.Member", on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    key = models.CharField(max_length=200, editable=False)
    record_kind = models.CharField(max_length=20, blank=True, default="")  # of the record it is about
    record_id = models.BigIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField(_("how many"), default=1)
    facts = models.JSONField(default=dict, blank=True)  # what its words need besides
    at = models.DateTimeField(_("when"))
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    is_shown = models.BooleanField(_("in the bell"), default=True)  # False where only mailed or pushed, by choice

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="notified_once")]
        indexes = [
            models.Index(fields=["member", "-at", "-id"], name="notification_latest"),
            models.Index(
                fields=["member", "-at", "-id"],
                condition=models.Q(seen_at=None, is_shown=True),
                name="notification_unseen",
            ),
            models.Index(
                fields=["record_kind", "record_id"], condition=models.Q(seen_at=None), name="notification_of_record"
            ),
            models.Index(fields=["at"], name="notification_by_age"),
        ]

    def __str__(self):
        return f"{self.kind} #{self.pk}"


class Preference(models.Model):
    """What a member chose for one kind of notification by one channel. Without a row the kind's default holds."""

    BELL, MAIL, PUSH = "bell", "mail", "push"
    CHANNELS = [(BELL, _("Bell")), (MAIL, _("E-mail")), (PUSH, _("Push"))]
    OFF, AT_ONCE, DAILY = "off", "at_once", "daily"
    CHOICES = [(OFF, _("off")), (AT_ONCE, _("at once")), (DAILY, _("once a day"))]  # once a day: mail alone

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(_("kind"), max_length=20, choices=Notification.KINDS)
    channel = models.CharField(_("channel"), max_length=4, choices=CHANNELS)
    choice = models.CharField(_("choice"), max_length=7, choices=CHOICES)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("preference")
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "channel"], name="preference_once"),
            models.CheckConstraint(
                condition=models.Q(channel="mail") | ~models.Q(choice="daily"), name="preference_daily_is_mail"
            ),
        ]


class Delivery(models.Model):
    """A notification on its way to somebody outside the program: by mail, or to one device. Made in the transaction that
    makes the notification, sent by a worker, which holds it by a lease: nothing is lost when a worker dies."""

    WAITING, SENT, DROPPED, FAILED = "waiting", "sent", "dropped", "failed"
    STATES = [(WAITING, _("waiting")), (SENT, _("sent")), (DROPPED, _("not wanted any more")), (FAILED, _("failed"))]

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(_("channel"), max_length=4, choices=Preference.CHANNELS[1:])
    device = models.ForeignKey(
        "notifications.PushSubscription", null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    state = models.CharField(_("state"), max_length=8, choices=STATES, default=WAITING)
    due_at = models.DateTimeField(_("due"))  # now, the hour of the daily mail, or when to try again
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    mail_id = models.CharField(max_length=32, blank=True, default="", editable=False)  # of the mail it was first put in
    problem = models.CharField(_("problem"), max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "channel"], condition=models.Q(device=None), name="delivered_once"
            ),
            models.UniqueConstraint(
                fields=["notification", "device"],
                condition=models.Q(device__isnull=False),
                name="delivered_once_a_device",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["member"], condition=models.Q(state="waiting"), name="delivery_waiting"),
        ]
