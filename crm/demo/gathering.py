"""The groups of the demo's people, and the form on their site with the leads that came by it."""

from datetime import timedelta

from sharing import enquiries
from sharing.grouping import add_group, put_in
from sharing.web_forms import add_form

from . import words

GROUPS = (
    (("Golf day", "green", 9), ("Invite to the fair", "violet", 14), ("Call before summer", "orange", 6)),
    (("Advisory board", "blue", 5), ("Christmas cards", "red", 21)),
)
FORM = {
    "name": "Website",
    "title": "Talk to us",
    "intro": "Tell us what you are looking for. Somebody who knows calls you back within a day.",
    "fields": ["phone", "company", "job_title", "message", "best_time"],
    "source": "Website",
    "consent": "You may call and write to me about this request.",
    "button": "Send request",
    "thanks": "Thank you. We will call you within a day.",
}
QUESTIONS = (
    "We have twelve vans and lose track of them. What would it cost?",
    "Can your system be connected to our warehouse software?",
    "A colleague recommended you. We would like to see a demonstration.",
    "Do you serve customers outside the country, too?",
    "Our contract with somebody else ends in spring. What do you offer?",
    "How long does it take until everything runs?",
    "Please send me a price list.",
)
TIMES = ("mornings", "after 4 p.m.", "any time", "")


def gather(chapter):
    """Let the first colleague and the admin put people they see into groups of their own."""
    for member, groups in zip((chapter.members[1], chapter.admin), GROUPS, strict=True):
        people = [person.pk for person in chapter.people if not person.is_private]
        for name, color, count in groups:
            group = add_group(name, color, by=member)
            chosen = chapter.chance("group", name).sample(people, min(count, len(people)))
            put_in(group, chosen, by=member)


def plan_web_form(chapter):
    """Plan a form and what is sent with it in the last months."""
    opened = chapter.now - timedelta(days=60)
    made = []
    chapter.on(opened, _make, chapter, made)
    for number, question in enumerate(QUESTIONS):
        rng = chapter.chance("form", number)
        begin = opened + timedelta(days=8 * number + 1)
        chapter.on(chapter.moment(rng, begin, begin + timedelta(days=6)), _send, rng, made, number, question)


def _make(_at, chapter, made):
    made.append(add_form(by=chapter.admin, assigned_to=chapter.members[1], **FORM))


def _send(at, rng, made, number, question):
    first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
    answers = {
        "first_name": first,
        "last_name": last,
        "email": f"visitor{number}@{rng.choice(('mail', 'post', 'web'))}.example",
        "phone": f"+1-555-01{rng.randrange(10, 99)}",
        "message": question,
        "best_time": rng.choice(TIMES),
    }
    answers = {name: text for name, text in answers.items() if text}
    enquiries.take(made[0], answers, key=f"demo {number}", ip=f"198.51.100.{number + 10}", at=at)
