"""Which openings of a link are machines': mail scanners, link previews, crawlers, prefetching browsers."""

import re
from functools import lru_cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

#: Programs that look at links in messages before, or instead of, people. In small letters, as they stand in user agents.
PREVIEWS = (
    "whatsapp/", "facebookexternalhit", "facebot", "facebookcatalog", "meta-externalagent", "meta-externalfetcher",
    "twitterbot", "linkedinbot", "slackbot", "slack-imgproxy", "telegrambot", "discordbot", "skypeuripreview",
    "microsoftpreview", "bingpreview", "google-pagerenderer", "googleimageproxy", "google-safety", "iframely",
    "embedly", "pinterestbot", "redditbot", "viberbot", "viber/", "linespider", "kakaotalk-scrap", "snapchat-preview",
    "snap url preview", "mattermost", "rocket.chat", "zulipurlpreview", "synapse/", "matrix-media-repo", "mastodon/",
    "signal-desktop link preview", "unfurl", "link preview", "linkpreview", "url preview", "urlpreview", "ms-office",
    "microsoft office", "microsoft outlook", "microsoft url control",
)  # fmt: skip
SCANNERS = (
    "barracuda", "proofpoint", "mimecast", "forcepoint", "fireeye", "symantec", "messagelabs", "trendmicro",
    "trend micro", "sophos", "zscaler", "ironport", "fortiguard", "bitdefender", "paloalto", "palo alto networks",
    "safelinks", "urldefense", "vadesecure", "hornetsecurity", "retarus", "spamtitan", "spamassassin", "mailscanner",
    "linkscanner", "rspamd", "cloudmark", "virustotal", "urlscan", "phishtank", "netcraft", "quttera", "threatseeker",
)  # fmt: skip
PLAIN = re.compile(r"[\w /;:,@&=<>~#%!'\"-]*")  # without a character that means something in a pattern
TRUSTED_SECONDS = 1.0  # whoever is quicker after a link was made is no person


def reason_of(request, link, now):
    """Why an opening of `link` is a machine's, in one word that `LinkEvent.reason` holds; "" where a person opens it."""
    if request.method == "HEAD":
        return "head"
    sent = request.headers
    if "prefetch" in f"{sent.get('Sec-Purpose', '')} {sent.get('Purpose', '')} {sent.get('X-Moz', '')}".lower():
        return "prefetch"
    if "preview" in f"{sent.get('Purpose', '')} {sent.get('X-Purpose', '')}".lower():
        return "preview"
    agent = sent.get("User-Agent", "")
    if why := reason_of_agent(agent[:1_000]):
        return why
    return "quick" if (now - link.created_at).total_seconds() < TRUSTED_SECONDS else ""


@lru_cache(maxsize=4_096)
def reason_of_agent(agent):
    """Why the program that calls itself `agent` is a machine; "" for what people browse with."""
    if not agent.strip():
        return "no_agent"
    low = agent.lower()
    if any(name in low for name in PREVIEWS):
        return "preview"
    if any(name in low for name in SCANNERS):
        return "scanner"
    return "crawler" if any(name in agent for name in _LITERAL) or _PATTERNS.search(agent) else ""


def _split(patterns):
    """(texts, one compiled pattern): most of a long list are plain texts, which `in` finds a hundred times faster."""
    texts, others = [], []
    for pattern in patterns:
        text = re.sub(r"\\([./\\() +-])", r"\1", pattern)
        if PLAIN.fullmatch(re.sub(r"\\[./\\() +-]", "", pattern)):
            texts.append(text)
        else:
            others.append(pattern)
    return tuple(texts), re.compile("|".join(f"(?:{pattern})" for pattern in others))


_LITERAL, _PATTERNS = _split([known["pattern"] for known in CRAWLER_USER_AGENTS_DATA])
