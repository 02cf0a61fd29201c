"""Taking messages in: read, stored once, found by their addresses from then on."""

from dataclasses import dataclass, field
from itertools import islice

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.locks import hold_name
from accounts.models import User
from contacts.keys import fold

from .models import Mailbox, Message, MessageAddress, MessageCopy
from .reading import Letter, read_letter

CHUNK = 200  # messages of one transaction
CHUNK_BYTES = 20_000_000  # read ahead at most, before they are written
SEARCHED = 2_000  # characters of a text that search finds


@dataclass
class Taken:
    """How many messages were `stored`, how many were known already, and `(where, why)` of those that could not be read."""

    stored: int = 0
    doubles: int = 0
    unreadable: list = field(default_factory=list)

    @property
    def read(self):
        return self.stored + self.doubles

    @property
    def total(self):
        return self.read + len(self.unreadable)


def take(messages, *, owner, mailbox=None, told=lambda taken: None):
    """Store `messages` (an iterable of `reading.Found`) as `owner`'s mail, in `mailbox` or that of their files.

    A message that the organization has already is stored no second time; it is then in `owner`'s mailbox as well.
    Each chunk of at most 200 is one transaction, after which `told(taken)` hears how far it is. Returns `Taken`.
    """
    mailbox = mailbox or Mailbox.of_files(owner)
    own, taken, messages = addresses_of_organization(owner), Taken(), iter(messages)
    while found := _chunk(messages):
        letters = {}
        for each in found:
            letter = None if each.why else read_letter(each.raw, came_at=each.came_at)
            if letter is None or not letter.is_mail:
                taken.unreadable.append((each.where, each.why or _("This is no e-mail: it has no headers.")))
            elif letters.setdefault(letter.digest, letter) is not letter:
                taken.doubles += 1
        stored = _store(letters, owner, mailbox, own)
        taken.stored += stored
        taken.doubles += len(letters) - stored
        told(taken)
    return taken


def _chunk(messages):
    """The next messages: at most 200, and not many more bytes than fit comfortably."""
    chunk, size = [], 0
    for each in islice(messages, CHUNK):
        chunk.append(each)
        size += len(each.raw)
        if size > CHUNK_BYTES:
            break
    return chunk


def addresses_of_organization(member):
    """Every address, in lower case, that the people of the member's organization send from."""
    people = User.objects.filter(memberships__organization=member.organization_id)
    boxes = Mailbox.objects.filter(organization=member.organization_id).exclude(address="")
    found = {*people.values_list("email", flat=True), *boxes.values_list("address", flat=True)}
    found |= set(EmailAddress.objects.filter(user__in=people.values("pk")).values_list("email", flat=True))
    return {address.lower() for address in found}


@transaction.atomic
def _store(letters, owner, mailbox, own):
    """Store letters by their digests; returns how many were new."""
    if not letters:
        return 0
    messages = Message.objects.filter(organization=owner.organization_id)
    hold_name(owner.organization_id, "mail")  # so that two who bring the same letters each know which were new
    known = set(messages.filter(digest__among=list(letters)).values_list("digest", flat=True))
    new = [_message(letter, owner, own) for digest, letter in letters.items() if digest not in known]
    _join_threads(new, letters, messages)
    Message.objects.bulk_create(new, ignore_conflicts=True)
    stored = list(messages.filter(digest__among=list(letters)).only("digest", "sent_at"))
    _store_addresses({one.pk: letters[one.digest] for one in stored if one.digest not in known}, owner)
    copies = [MessageCopy(message=one, member=owner, mailbox=mailbox, sent_at=one.sent_at) for one in stored]
    MessageCopy.objects.bulk_create(copies, ignore_conflicts=True)
    return len(new)


def _message(letter: Letter, owner, own):
    sender = letter.sender
    return Message(
        organization_id=owner.organization_id,
        digest=letter.digest,
        message_id=letter.message_id,
        thread=letter.thread,
        subject=letter.subject,
        from_email=sender.email if sender else "",
        from_name=sender.name if sender else "",
        to_emails=_named(letter.to),
        cc_emails=_named(letter.cc),
        direction=Message.OUT if sender and sender.key in own else Message.IN,
        sent_at=letter.sent_at,
        text=letter.text,
        html=letter.html,
        snippet=letter.snippet,
        headers=letter.headers,
        attachments=letter.attachments,
        has_attachments=bool(letter.attachments),
        inline_count=letter.inline_count,
        search_text=_search_text(letter),
    )


def _named(addresses):
    return [{"name": one.name, "email": one.email} for one in addresses]


def _search_text(letter):
    people = [letter.sender] if letter.sender else []
    names = (f"{one.name} {one.email}" for one in [*people, *letter.to[:20], *letter.cc[:20]])
    return " " + fold(" ".join((letter.subject, *names, letter.text[:SEARCHED])))


def _join_threads(new, letters, messages):
    """Let answers stand in the thread of what they answer. Most say where it began; some name their parent alone, whose
    own thread is then looked up."""
    by_parent = {message.thread: message for message in new if letters[message.digest].is_reply_to_one}
    if not by_parent:
        return
    threads = {message.digest: message.thread for message in new}
    threads |= dict(messages.filter(digest__among=list(by_parent)).values_list("digest", "thread"))
    for message in new:
        if letters[message.digest].is_reply_to_one:
            message.thread = _root(message.thread, threads)


def _root(thread, threads):
    seen = set()
    while thread not in seen and threads.get(thread, thread) != thread:
        seen.add(thread)
        thread = threads[thread]
    return thread


def _store_addresses(letters, owner):
    rows = [
        MessageAddress(
            organization_id=owner.organization_id, message_id=pk, email_key=key, role=role, sent_at=letter.sent_at
        )
        for pk, letter in letters.items()
        for role, key in sorted(letter.addresses)
    ]
    MessageAddress.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
