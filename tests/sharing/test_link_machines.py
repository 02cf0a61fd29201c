import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from sharing.machines import reason_of_agent

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130 Mobile Safari/537.36"
PEOPLE = [
    WINDOWS,
    f"{WINDOWS} Edg/130.0.0.0",
    f"{WINDOWS} Avast/130.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1",
    f"{IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/460.0.0;FBDV/iPhone14,2]",
    f"{IPHONE} Mobile/15E148 Safari Line/14.9.0",
    f"Mozilla/5.0 (Linux; Android 14; SM-S918B; wv) {ANDROID} Instagram 330.0.0",
    f"Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A536B) {ANDROID} SamsungBrowser/25.0",
    f"Mozilla/5.0 (Linux; Android 10; CUBOT X30) {ANDROID}",
]
MACHINES = [
    ("", "no_agent"),
    ("   ", "no_agent"),
    ("WhatsApp/2.23.20.0 A", "preview"),
    ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "preview"),
    ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "preview"),
    ("TelegramBot (like TwitterBot)", "preview"),
    ("Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", "preview"),
    ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.5266; Pro)", "preview"),
    ("Mozilla/5.0 (compatible; Barracuda Sentinel)", "scanner"),
    ("Mozilla/5.0 (compatible; Proofpoint URL Defense)", "scanner"),
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "crawler"),
    ("curl/8.5.0", "crawler"),
    ("python-requests/2.32", "crawler"),
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_none(agent):
    assert reason_of_agent(agent) == ""


@pytest.mark.parametrize(("agent", "reason"), MACHINES)
def test_machines_are_told_by_what_they_call_themselves(agent, reason):
    assert reason_of_agent(agent) == reason


def test_every_known_crawler_is_one():
    known = [agent for entry in CRAWLER_USER_AGENTS_DATA for agent in entry["instances"]]
    assert len(known) > 1_000
    assert [agent for agent in known if not reason_of_agent(agent)] == []
