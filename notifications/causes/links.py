"""A SmartLink is opened, a web form is sent."""

from django.dispatch import receiver
from django.utils import timezone

from accounts.ownership import is_named_to
from sharing.signals import form_sent, link_opened

from ..models import Notification
from ..telling import Telling, tell, tell_again
from .records import admins_of


@receiver(link_opened)
def tell_of_opening(sender, link, event, **_more):
    """The rep who made the link, while they see the contact; else the contact's owner. The same notification counts on
    until somebody looks at it."""
    member_id = _rep_of(link)
    if member_id is None:
        return
    telling = Telling(
        member_id,
        Notification.LINK_OPENED,
        f"link:{link.pk}",
        record_kind="contact",
        record_id=link.contact_id,
        facts={"link": link.pk},
    )
    tell_again(telling, organization_id=link.organization_id, at=event.at)


def _rep_of(link):
    """Who is told. The link was read with all that says so, but of reps who do not see everything."""
    contact, rep = link.contact, link.member
    if rep and rep.pk != contact.assigned_to_id and rep.is_active and rep.user_id and rep.user.is_active:
        if _sees(rep, contact):
            return rep.pk
    return contact.assigned_to_id


def _sees(rep, contact):
    if not is_named_to(rep, contact) or rep.organization_id != contact.organization_id:
        return False
    return rep.sees_all or type(contact).objects.visible_to(rep).filter(pk=contact.pk).exists()


@receiver(form_sent)
def tell_of_form(sender, form, record, **_more):
    """To whom the lead or contact is assigned; where it is nobody's, to the admins."""
    people = [record.assigned_to_id] if record.assigned_to_id else sorted(admins_of(form.organization_id))
    key = f"arrived:{record.KIND}:{record.pk}"
    tellings = [
        Telling(pk, Notification.LEAD_ARRIVED, key, record_kind=record.KIND, record_id=record.pk) for pk in people
    ]
    tell(tellings, organization_id=form.organization_id, at=timezone.now())
