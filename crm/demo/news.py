"""What the people of the demo were told: a few things that they have not looked at, the rest seen; none of it is mailed."""

from datetime import timedelta

from activity import recording
from contacts.models import Contact, ContactNote
from notifications.models import Delivery, Notification

FRESH = timedelta(days=1)
MENTIONS = ("Can you call {first} this week, @{name}? They ask for the new price list.", "@{name} knows {first} best.")


def tell_news(chapter):
    """Mentions and assignments of the last hours; whatever was told before yesterday has been looked at."""
    admin, *others = chapter.members
    for reader, writer in ((admin, others[0]), (others[0], admin)):
        _mention(chapter, reader, writer)
        _hand_over(chapter, reader, writer)
    told = Notification.objects.filter(organization=admin.organization_id)
    told.filter(at__lt=chapter.now - FRESH, seen_at=None).update(seen_at=chapter.now - FRESH)


def mail_nothing(chapter):
    """Put aside what would go out of what the story tells: only what happens from now on is mailed and pushed."""
    waiting = Delivery.objects.filter(organization=chapter.admin.organization_id, state=Delivery.WAITING)
    waiting.update(state=Delivery.DROPPED)


def _mention(chapter, reader, writer):
    rng = chapter.chance("mentions", reader.user.first_name)
    seen = Contact.objects.visible_to(reader).filter(pk__in=Contact.objects.visible_to(writer), is_private=False)
    for number, contact in enumerate(seen.order_by("-updated_at", "pk")[:2]):
        words = MENTIONS[number].format(first=contact.first_name, name=reader.full_name)
        ContactNote.write(contact, words, by=writer.through("page"), at=_moment(chapter, rng))


def _hand_over(chapter, reader, writer):
    rng = chapter.chance("handed", reader.user.first_name)
    theirs = Contact.objects.visible_to(writer).filter(assigned_to=writer, is_private=False).order_by("pk")
    ids = rng.sample(list(theirs.values_list("pk", flat=True)), 3)
    by = writer.through("page")
    act = recording.open_act("contact_changed", by=by, at=_moment(chapter, rng))
    Contact.objects.visible_to(by).filter(pk__in=ids).change_all(by=by, act=act, assigned_to_id=reader.pk)


def _moment(chapter, rng):
    return chapter.now - timedelta(minutes=rng.randrange(10, 400))
