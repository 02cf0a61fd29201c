{% load static i18n %}// Shows what is pushed, and opens what it is about. It keeps nothing: without the server there are no pages.
const page = (address) => {
  const url = new URL(address || "/", self.location.origin);
  return url.origin === self.location.origin ? url.href : self.location.origin + "/";
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data?.json() ?? {}; } catch { /* a push must be shown, whatever it says */ }
  event.waitUntil(tell(told));
});

// A push may have waited while its person signed out here: then it says nothing of what it brought.
async function tell(told) {
  if (told.ask && !await isStillTold(told.ask)) told = { text: "{% translate 'Sign in to see what is new.' %}", tag: told.tag };
  return self.registration.showNotification(told.title || "Rapport", {
    body: told.text || "",
    tag: told.tag || "",
    timestamp: Date.parse(told.at) || Date.now(),
    icon: "{% static 'icon-180.png' %}",
    data: { url: page(told.url) },
  });
}

async function isStillTold(address) {
  try {
    return (await fetch(page(address), { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(5_000) })).ok;
  } catch { return false; }
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.url ?? page()));
});

// A tab that shows it comes to the front; else a new one opens, so nothing that is being typed is lost.
async function show(url) {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = tabs.find((tab) => tab.url === url);
  return open ? open.focus() : self.clients.openWindow(url);
}

// The browser changed the address that pushes go to: tell the server, while somebody is signed in here.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew({ oldSubscription, newSubscription }) {
  const answer = await fetch("{% url 'push_key' %}", { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const { key, token } = await answer.json();
  const fresh = newSubscription ?? await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = fresh.toJSON();
  const body = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth, was: oldSubscription?.endpoint ?? "" });
  await fetch("{% url 'push_subscribe' %}", { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": token }, body });
}
