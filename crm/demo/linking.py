"""What the demo's members shared by links, and who opened it."""

from datetime import timedelta

from sharing.linking import share
from sharing.models import SmartLink
from sharing.offering import add_item
from sharing.opening import record_open, record_page
from sharing.sites import allow_site

SITE = "https://shop.acme.example"
ITEMS = (
    ("product", "Fleet tracker, four vehicles", "/fleet/four", "Everything for a small fleet, with a year of service."),
    (
        "media",
        "How it works, in three minutes",
        "/films/how-it-works",
        "The film that answers the first ten questions.",
    ),
    ("post", "What others saved in a year", "/stories/savings", ""),
    ("category", "Spring prices", "/prices/spring", "Valid until the end of June."),
    ("enrollment", "Webinar: routes that plan themselves", "/webinars/routes", ""),
)
BROWSERS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
)
SCANNER = "Mozilla/5.0 (compatible; MailScanner)"
CHANNELS = ("email", "email", "whatsapp", "sms", "link", "qr")
EACH = 7  # links of a member


def share_links(chapter):
    """Let everybody have shared something in the last weeks, and people have opened most of it."""
    admin = chapter.admin.through("page")
    allow_site(SITE, by=admin)
    values = (
        {"kind": kind, "title": title, "url": SITE + path, "description": text} for kind, title, path, text in ITEMS
    )
    items = [add_item(by=admin, **one) for one in values]
    add_item(by=admin, kind="category", title="Autumn prices", url=f"{SITE}/prices/autumn", is_active=False)
    for member in chapter.members:
        rng = chapter.chance("links", member.user.first_name)
        for contact in rng.sample(chapter.people, min(EACH, len(chapter.people))):
            if type(contact).objects.visible_to(member).filter(pk=contact.pk).exists():
                _share(chapter, rng, member, contact, rng.choice(items))


def _share(chapter, rng, member, contact, item):
    link, is_new = share(contact, item, rng.choice(CHANNELS), by=member.through("page"))
    if not is_new:
        return
    made = chapter.moment(rng, chapter.now - timedelta(days=20))
    SmartLink.objects.filter(pk=link.pk).update(created_at=made)
    link.created_at = made
    if link.channel == SmartLink.EMAIL:
        record_open(link, at=made, ip="198.51.100.9", user_agent=SCANNER, reason="scanner")
    seen = {"ip": f"203.0.113.{rng.randrange(255)}", "user_agent": rng.choice(BROWSERS)}
    at = made
    for _time in range(rng.choice((0, 1, 1, 2, 3))):
        at = chapter.moment(rng, at + timedelta(minutes=3))
        record_open(link, at=at, **seen)
        if rng.random() < 0.6:
            record_page(link, at=min(at + timedelta(seconds=2), chapter.now), **seen, url=item.url, title=item.title)
