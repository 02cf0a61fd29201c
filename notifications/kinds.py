"""What people can be told, and by which ways they are told it while they have not chosen."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .models import Notification, Preference

ON, OFF, DAILY = Preference.AT_ONCE, Preference.OFF, Preference.DAILY


@dataclass(frozen=True)
class Kind:
    """A kind of notification: how it is called, drawn and explained, and what holds for who has not chosen."""

    slug: str
    icon: str
    help: str
    mail: str = OFF
    push: str = OFF
    bell: str = ON
    for_admins: bool = False

    @property
    def label(self):
        return dict(Notification.KINDS)[self.slug]

    def default(self, channel):
        """What holds by `channel` for who has not chosen: one of `Preference.CHOICES`."""
        return getattr(self, channel)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("task_due", "alarm-clock", _("At its hour, or at eight in the morning of its day."), mail=ON, push=ON),
        Kind("mentioned", "at-sign", _("Somebody writes @ and your name in a note."), mail=ON, push=ON),
        Kind("lead_arrived", "funnel", _("From a web form, an import or another program."), mail=DAILY, push=ON),
        Kind("assigned", "user-check", _("By somebody else than you."), mail=DAILY),
        Kind("link_opened", "link", _("By a person: programs that look at links are not told of."), push=ON),
        Kind("import_finished", "file-up", _("Or has failed. Large exports too.")),
        Kind("list_moved", "list-checks", _("See “Lists I follow”.")),
        Kind(
            "webhook_failing",
            "triangle-alert",
            _("After it failed for three days, or is gone."),
            mail=ON,
            for_admins=True,
        ),
    )
}


def kinds_for(member):
    """The kinds that `member` can be told, in the order in which they are shown."""
    return [kind for kind in KINDS.values() if member.is_admin or not kind.for_admins]
