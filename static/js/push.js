// Turns pushes on and off at this browser. It asks for permission when a button is pressed, never by itself.
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const section = () => document.querySelector("[data-push]");

function show(state, problem) {
  const here = section();
  here.querySelectorAll("[data-state]").forEach((text) => { text.hidden = text.dataset.state !== state; });
  const said = here.querySelector("[data-problem]");
  said.hidden = !problem;
  said.textContent = problem ?? "";
  here.querySelector('[data-turn="on"]').hidden = !["off", "failed"].includes(state);
  here.querySelector('[data-turn="off"]').hidden = state !== "on";
}

// The server knows a browser by the SHA-256 of the address that pushes go to.
async function isKnown(subscription) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint));
  const hashed = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return section().dataset.known.split(" ").includes(hashed);
}

async function current() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function look() {
  if (!able) return show("cannot");
  if (Notification.permission === "denied") return show("denied");
  const subscription = await current();
  show(subscription && Notification.permission === "granted" && (await isKnown(subscription)) ? "on" : "off");
}

async function tell(url, fields, token) {
  const headers = { "X-CSRFToken": token ?? document.querySelector('meta[name="csrf-token"]').content };
  const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams(fields) });
  if (answer.status === 422) throw new Error(Object.values((await answer.json()).errors).flat().join(" "));
  if (!answer.ok || answer.redirected) throw new Error();
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  section().replaceWith(parsed.querySelector("[data-push]"));
}

// What another person, or other keys, left in this browser is of no use: it begins anew.
async function subscribe(key) {
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  const old = await registration.pushManager.getSubscription();
  if (old && !(await isKnown(old))) await old.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function turnOn() {
  show("asking");
  if ((await Notification.requestPermission()) !== "granted") return look();
  const { key, token } = await (await fetch(section().dataset.keyUrl)).json();
  const { endpoint, keys } = (await subscribe(key)).toJSON();
  await tell(section().dataset.onUrl, { endpoint, p256dh: keys.p256dh, auth: keys.auth }, token);
  await look();
}

async function turnOff() {
  const subscription = await current();
  if (subscription) {
    await tell(section().dataset.offUrl, { endpoint: subscription.endpoint });
    await subscription.unsubscribe();
  }
  await look();
}

document.addEventListener("click", async (event) => {
  const turn = event.target.closest?.("[data-turn]");
  if (!turn || !section().contains(turn)) return;
  turn.disabled = true;
  try { await (turn.dataset.turn === "on" ? turnOn() : turnOff()); } catch (error) { show("failed", error.name === "Error" ? error.message : ""); }
  turn.disabled = false;
});

if (section()) look();
