// The bell hears of what is new: one tab in sight asks every other second, and tells all the others.
const bell = document.getElementById("bell-count");
const EVERY = 1_500;
const SLOWEST = 60_000;
const KEPT = "pulse/state";

const channel = "BroadcastChannel" in window ? new BroadcastChannel("pulse") : { postMessage() {} };
const hidden = () => document.visibilityState === "hidden";
let wake = () => {};

const pause = (milliseconds) => new Promise((resolve) => {
  const timer = setTimeout(resolve, milliseconds);
  wake = () => { clearTimeout(timer); resolve(); };
});

function draw(count) {
  bell.replaceChildren();
  if (!count) return;
  const shown = document.createElement("span");
  shown.className = "count";
  shown.ariaHidden = "true";
  shown.textContent = count > 99 ? "99+" : count;
  const said = document.createElement("span");
  said.className = "sr";
  said.textContent = `${count} ${bell.dataset.words}`;
  bell.append(shown, said);
}

// The toasts' shelf is a live region: what is shown there is read aloud too.
function show({ count, text }) {
  draw(count);
  if (text && !hidden()) document.dispatchEvent(new CustomEvent("toast", { detail: text }));
  if (document.getElementById("told")?.matches(":popover-open")) document.body.dispatchEvent(new CustomEvent("notifications-changed"));
}

// How long to wait before asking again; null to ask no more, because nobody is signed in here.
async function ask(wait) {
  const since = localStorage.getItem(KEPT) ?? "";
  try {
    const answer = await fetch(`${bell.dataset.pulse}?since=${encodeURIComponent(since)}`, { redirect: "manual", signal: AbortSignal.timeout(10_000), cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 403) return null;
    if (!answer.ok) return Math.min(SLOWEST, wait * 2);
    if (answer.status === 200) {
      const news = await answer.json();
      localStorage.setItem(KEPT, news.state);
      show(news);
      channel.postMessage(news);
    }
    return EVERY;
  } catch {
    return Math.min(SLOWEST, wait * 2);
  }
}

async function lead(isOver) {
  let wait = EVERY;
  while (wait !== null && !isOver()) {
    wait = await ask(wait);
    if (wait !== null && !isOver()) await pause(wait);
  }
}

// Who holds the lock asks. A tab lets go of it when it is hidden, so that one in sight has it.
function begin() {
  if (hidden() || begin.running) return;
  begin.running = true;
  const run = () => lead(hidden);
  const led = navigator.locks ? navigator.locks.request("pulse", { signal: letGo.signal }, run) : run();
  led.catch(() => {}).finally(() => {
    begin.running = false;
    if (!hidden() && letGo.signal.aborted) { letGo = new AbortController(); begin(); }
  });
}

let letGo = new AbortController();

document.addEventListener("visibilitychange", () => {
  wake();
  if (hidden()) { letGo.abort(); return; }
  if (letGo.signal.aborted) letGo = new AbortController();
  begin();
});

if (bell) {
  channel.onmessage = (event) => show(event.data);
  document.addEventListener("notifications-seen", () => wake());
  begin();
}
