"""Mail between the demo people and those they sell to, read in like any mail from files."""

import random
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from deals.models import Deal
from inbox.reading import Found
from inbox.taking import take

THREADS = 9  # of each member
LATELY = timedelta(days=60)
SUBJECTS = (
    "Questions about your offer",
    "Dates for the pilot",
    "Our visit last week",
    "Terms of delivery",
    "Prices for next year",
    "Who is our contact for support?",
)
ASKED = (
    "Thank you for the offer. Before I show it to our board I would like to know whether training is part of it.",
    "Could we begin two weeks later? Our warehouse moves at the beginning of the month.",
    "We liked what we saw. Please send us a reference from a firm of about our size.",
    "Our lawyers have read the contract and have two remarks on delivery. I have marked them in the file.",
)
ANSWERED = (
    "Yes, two days of training are part of it, and a third at half the price. I have added a line that says so.",
    "Two weeks later is fine with us. I have told the people who will come to you.",
    "I asked Harbour Lane, who have used it for three years. They are happy to talk to you on the phone.",
    "Both remarks are fair. You find the changed contract with this mail.",
)


def tell(members, *, now, seed):
    """Let each of `members` have written to contacts of their deals during the last weeks. Returns how many messages."""
    return sum(take(_letters(member, now, seed), owner=member).stored for member in members)


def _letters(member, now, seed):
    rng = random.Random(f"{seed}/mail/{member.user.email}")  # noqa: S311
    deals = Deal.objects.visible_to(member).filter(assigned_to=member, contact__assigned_to__isnull=False)
    deals = deals.exclude(contact__email="").select_related("contact", "company").order_by("pk")
    for number, deal in enumerate(list(deals)[:THREADS]):
        subject = f"{deal.company or deal.name}: {rng.choice(SUBJECTS)}"
        at = now - LATELY * rng.random() - timedelta(days=3)
        before = ""
        for turn in range(rng.choice((1, 2, 2, 3))):
            letter, name = EmailMessage(), f"{seed}.{number}.{turn}.{member.pk}@{member.user.email.partition('@')[2]}"
            person = formataddr((deal.contact.full_name, deal.contact.email))
            own = formataddr((member.full_name, member.user.email))
            letter["From"], letter["To"] = (own, person) if turn % 2 else (person, own)
            letter["Subject"] = f"Re: {subject}" if turn else subject
            letter["Date"], letter["Message-ID"] = format_datetime(at), f"<{name}>"
            if before:
                letter["In-Reply-To"] = letter["References"] = f"<{before}>"
            _fill(letter, rng, rng.choice(ANSWERED if turn % 2 else ASKED), member if turn % 2 else deal.contact)
            yield Found(where=subject, raw=letter.as_bytes(), came_at=at)
            before, at = name, min(at + timedelta(hours=rng.randrange(2, 40)), now - timedelta(hours=1))


def _fill(letter, rng, text, author):
    """The text with greeting and name, sometimes as HTML too, sometimes with a file."""
    letter.set_content(f"Good morning,\n\n{text}\n\nKind regards\n{author.full_name}\n")
    if rng.random() < 0.5:
        letter.add_alternative(
            f"<p>Good morning,</p><p>{text}</p><p>Kind regards<br><b>{author.full_name}</b></p>", "html"
        )
    if "contract" in text or "marked" in text:
        letter.add_attachment(b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename="contract.pdf")
