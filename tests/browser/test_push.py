"""Pushes in a real browser: from the click that allows them to the notification that is shown."""

import json
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from notifications import pushing
from notifications.delivering import deliver_due
from notifications.models import Notification, PushSubscription
from notifications.telling import Telling, tell
from tests import makers
from tests.notifications.push_service import push_service

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/profile/notifications"

#: No push service of a browser's maker can be reached from a test: the browser subscribes at ours.
SUBSCRIBES_HERE = """
  const made = (fields) => ({
    endpoint: fields.endpoint,
    unsubscribe: async () => { sessionStorage.removeItem("made"); return true; },
    toJSON: () => ({ endpoint: fields.endpoint, keys: { p256dh: fields.p256dh, auth: fields.auth } }),
  });
  PushManager.prototype.subscribe = async function (options) {
    sessionStorage.setItem("asked", JSON.stringify(options));
    sessionStorage.setItem("made", JSON.stringify(%s));
    return made(%s);
  };
  PushManager.prototype.getSubscription = async () => sessionStorage.made ? made(JSON.parse(sessionStorage.made)) : null;
"""


@pytest.fixture
def service(settings):
    pushing._resting.end()
    with push_service() as running:
        settings.EGRESS_ALLOW = [running.place]
        yield running


@pytest.fixture
def at_home(browser_page, service):
    """`at_home(member)`: (the page of preferences, the browser's keys), in a browser that subscribes at our service."""

    def open_page(member, *permissions, **options):
        page, keys = browser_page(member, **options), service.browser()
        page.context.grant_permissions(list(permissions))
        fields = json.dumps(keys.fields)
        page.add_init_script(SUBSCRIBES_HERE % (fields, fields))
        page.goto(PAGE)
        return page, keys

    return open_page


class Devtools:
    """What a developer's tools do with a service worker: give it a push."""

    def __init__(self, page):
        self.session, self.registrations = page.context.new_cdp_session(page), []
        self.session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: self.registrations.extend(one["registrationId"] for one in event["registrations"]),
        )
        self.session.send("ServiceWorker.enable")

    def push(self, page, content):
        origin = page.evaluate("location.origin")
        page.evaluate(ACTIVE)
        while not self.registrations:  # told by the browser in its own time
            page.wait_for_timeout(10)
        message = {"origin": origin, "registrationId": self.registrations[-1], "data": content}
        self.session.send("ServiceWorker.deliverPushMessage", message)


#: Resolves once the browser shows `count` notifications, the first of that title.
SHOWN = """async ({ count, title }) => {
  const registration = await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 2000; tries += 1) {
    const shown = await registration.getNotifications();
    if (shown.length === count && (!title || shown[0].title === title))
      return shown.map(({ title, body, tag, icon, data }) => ({ title, body, tag, icon, url: data.url }));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("not shown");
}"""
ACTIVE = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  if (active.state === "activated") return;
  await new Promise((resolve) => active.addEventListener("statechange", resolve, { once: true }));
}"""


def shown(page, count=1, title=""):
    """The notifications that the browser shows, as soon as there are so many, the first with this title."""
    return page.evaluate(SHOWN, {"count": count, "title": title})


def turn_on(page):
    page.get_by_role("button", name="Turn on pushes on this device").click()
    page.get_by_text("On. You are told here").wait_for()


def test_from_the_click_to_the_notification(cast, at_home, service):
    page, keys = at_home(cast.marco, "notifications")
    tools = Devtools(page)
    page.get_by_text("Off. Turn them on").wait_for()
    turn_on(page)
    expect(page.locator("#pushes .tag", has_text="This device")).to_be_visible()
    device = PushSubscription.objects.get()
    assert device.endpoint == keys.address

    lead = makers.lead(cast.olivia, "Jane", "Smith", assigned_to=cast.marco)
    told = Telling(cast.marco.pk, Notification.LEAD_ARRIVED, "test", record_kind="lead", record_id=lead.pk)
    tell([told], organization_id=cast.acme.pk, at=timezone.now())
    assert deliver_due(timezone.now()) >= 1
    (taken,) = service.taken
    assert taken.claims()["k"] == json.loads(page.evaluate("sessionStorage.asked"))["applicationServerKey"]
    message = taken.message(keys)
    assert "Jane Smith" in message["title"] + message["text"]

    tools.push(page, keys.read(taken.content).decode())
    (seen,) = shown(page)
    assert (seen["title"], seen["body"]) == (message["title"], message["text"])
    assert seen["tag"] == str(Notification.objects.get(key="test").pk)
    assert seen["url"] == page.evaluate("url => new URL(url, location.origin).href", message["url"])
    assert page.request.get(seen["icon"]).ok


def test_a_repeat_takes_the_place_of_the_first_and_strange_ones_are_harmless(cast, at_home):
    page, _keys = at_home(cast.marco, "notifications")
    tools = Devtools(page)
    turn_on(page)
    for title in ("First", "Again"):
        tools.push(page, json.dumps({"title": title, "text": "", "url": "https://evil.example/", "tag": "7"}))
        shown(page, title=title)
    tools.push(page, "not json")
    first, second = sorted(shown(page, 2), key=lambda each: each["title"])
    assert (first["title"], second["title"]) == ("Again", "Rapport")
    assert first["url"] == second["url"] == page.evaluate("location.origin + '/'")


def test_what_waited_until_its_person_left_says_nothing(cast, at_home, service):
    page, keys = at_home(cast.marco, "notifications")
    tools = Devtools(page)
    turn_on(page)
    lead = makers.lead(cast.olivia, "Jane", "Smith", assigned_to=cast.marco)
    told = Telling(cast.marco.pk, Notification.LEAD_ARRIVED, "test", record_kind="lead", record_id=lead.pk)
    tell([told], organization_id=cast.acme.pk, at=timezone.now())
    deliver_due(timezone.now())
    PushSubscription.objects.all().delete()  # as signing out does
    tools.push(page, keys.read(service.taken[0].content).decode())
    (seen,) = shown(page)
    assert (seen["title"], seen["body"]) == ("Rapport", "Sign in to see what is new.")
    assert seen["url"] == page.evaluate("location.origin + '/'")


def test_turning_off_ends_it(cast, at_home):
    page, _keys = at_home(cast.marco, "notifications")
    turn_on(page)
    page.reload()
    page.get_by_text("On. You are told here").wait_for()
    page.get_by_role("button", name="Turn off pushes on this device").click()
    page.get_by_text("Off. Turn them on").wait_for()
    assert not PushSubscription.objects.exists()


def test_a_test_is_sent_and_a_device_removed(cast, at_home, service):
    page, keys = at_home(cast.marco, "notifications")
    turn_on(page)
    page.get_by_role("button", name=re.compile("Send me a test")).click()
    page.get_by_text(re.compile("Sent to Chrome on")).wait_for()
    assert service.taken[0].message(keys)["title"] == "Pushes work here"
    page.get_by_role("button", name=re.compile("Remove Chrome on")).click()
    page.get_by_text("is sent no pushes any more").wait_for()
    page.get_by_text("Off. Turn them on").wait_for()


def test_what_the_browser_denies_is_explained(cast, at_home):
    page, _keys = at_home(cast.marco)  # headless, Chromium denies what nobody granted
    page.get_by_text("Your browser does not let us").wait_for()
    expect(page.get_by_role("button", name="Turn on")).to_be_hidden()


def test_permission_is_asked_for_on_a_click_alone(cast, browser_page):
    page = browser_page(cast.marco)
    page.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => sessionStorage.chosen ?? 'default' });"
        "Notification.requestPermission = async () => (sessionStorage.chosen = 'denied')"
    )
    page.goto(PAGE)
    page.get_by_text("Off. Turn them on").wait_for()
    assert page.evaluate("sessionStorage.chosen ?? null") is None
    page.get_by_role("button", name="Turn on pushes on this device").click()
    page.get_by_text("Your browser does not let us").wait_for()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


def test_a_browser_that_cannot_is_told_so(cast, browser_page):
    page = browser_page(cast.marco)
    page.add_init_script("delete window.PushManager")
    page.goto(PAGE)
    page.get_by_text("This browser cannot.").wait_for()
    expect(page.get_by_role("button", name="Turn on")).to_be_hidden()


def test_without_scripts_the_page_says_what_is_missing(cast, browser_page):
    page = browser_page(cast.marco, javascript=False)
    page.goto(PAGE)
    expect(page.get_by_text("this browser must run scripts")).to_be_visible()


def test_what_the_server_refuses_is_said(cast, at_home, settings):
    page, _keys = at_home(cast.marco, "notifications")
    settings.EGRESS_ALLOW = []
    page.get_by_role("button", name="Turn on pushes on this device").click()
    page.get_by_text("is not called").wait_for()
    assert not PushSubscription.objects.exists()


#: What the browser does when a notification is clicked, with what the worker then does noted down.
CLICKED = """async ({ title, url, tabs }) => {
  const done = [];
  self.clients.matchAll = async () => tabs.map((url) => ({ url, focus: async () => done.push(`to the front: ${url}`) }));
  self.clients.openWindow = async (address) => done.push(`opened: ${address}`);
  await self.registration.showNotification(title, { data: { url } });
  const [notification] = (await self.registration.getNotifications()).filter((each) => each.title === title);
  const event = new NotificationEvent("notificationclick", { notification });
  const waits = [];
  event.waitUntil = (promise) => waits.push(promise);
  self.dispatchEvent(event);
  await Promise.all(waits);
  return [...done, (await self.registration.getNotifications()).length];
}"""


def test_a_click_leads_to_the_tab_that_is_open_or_to_a_new_one(cast, at_home):
    page, _keys = at_home(cast.marco, "notifications")
    turn_on(page)
    (worker,) = page.context.service_workers
    card, other = "http://localhost/contacts/7", "http://localhost/contacts/8"
    asked = {"title": "One", "url": card, "tabs": [other, card]}
    assert worker.evaluate(CLICKED, asked) == [f"to the front: {card}", 0]
    assert worker.evaluate(CLICKED, {**asked, "tabs": [other]}) == [f"opened: {card}", 0]


#: What the browser does when it changed the address that pushes go to.
CHANGED = """async ({ was, now }) => {
  const event = new Event("pushsubscriptionchange");
  event.oldSubscription = { endpoint: was };
  event.newSubscription = { toJSON: () => ({ endpoint: now.endpoint, keys: now }) };
  const waits = [];
  event.waitUntil = (promise) => waits.push(promise);
  self.dispatchEvent(event);
  await Promise.all(waits);
}"""


def test_an_address_that_the_browser_changed_is_told_by_itself(cast, at_home, service):
    page, keys = at_home(cast.marco, "notifications")
    turn_on(page)
    (worker,) = page.context.service_workers
    fresh = service.browser("fresh")
    worker.evaluate(CHANGED, {"was": keys.address, "now": fresh.fields})
    device = PushSubscription.objects.get()
    assert (device.endpoint, device.p256dh) == (fresh.address, fresh.p256dh)
