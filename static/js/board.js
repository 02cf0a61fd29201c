// The board: a card is dragged, or moved by its menu or by key. It moves at once; the server's answer confirms it, or
// puts it back, or to where somebody else has moved it meanwhile. A closing column first asks for the day.
/* global Sortable, htmx */
const slot = document.getElementById("dialog");
const menu = document.getElementById("move-menu");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
let asking = null; // {card, to, from} while a closing column asks
let chosen = null; // the card whose menu is open

const board = () => document.querySelector("[data-board]");
const column = (stage) => board()?.querySelector(`.col[data-stage="${stage}"]`);
const listOf = (col) => col.querySelector("[data-cards]");
const linkOf = (card) => card.querySelector("[data-card]");
const urlOf = (card) => card.querySelector("[data-moves]").getAttribute("href");
const placeOf = (card) => ({ list: card.parentElement, next: card.nextElementSibling });
const toast = (text, more = {}) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, ...more } }));

function say(card, to) {
  const words = board().dataset.moving.replace("%(deal)s", card.dataset.name);
  document.querySelector("[data-board-said]").textContent = words.replace("%(stage)s", column(to)?.getAttribute("aria-label") ?? "");
}

function put(card, list, next = null) {
  const held = card.contains(document.activeElement);
  list.insertBefore(card, next?.parentElement === list ? next : list.querySelector(".more"));
  if (held) linkOf(card).focus();
}

const putBack = (card, from) => put(card, from.list, from.next);

function fresh(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

// The card as the server says it stands, where it stands; heads and the sum of all with it.
function show(card, told) {
  const drawn = fresh(told.card);
  const held = card.contains(document.activeElement) || document.activeElement === document.body;
  const list = column(told.stage) && listOf(column(told.stage));
  if (list && card.parentElement !== list) put(card, list, list.firstElementChild);
  if (list) card.replaceWith(drawn);
  else card.remove();
  htmx.process(drawn);
  for (const [stage, html] of Object.entries(told.heads)) column(stage)?.querySelector("[data-head]").replaceWith(fresh(html));
  const summary = document.getElementById("summary");
  if (summary) summary.textContent = told.summary;
  if (list && held && !slot.open) linkOf(drawn).focus();
}

async function send(card, to, from, fields = {}) {
  card.setAttribute("aria-busy", "true");
  say(card, to);
  const body = new URLSearchParams({ ...fields, stage: to, seen: card.dataset.stage });
  const token = document.querySelector('meta[name="csrf-token"]').content;
  let answer, told;
  try {
    answer = await fetch(urlOf(card) + location.search, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token } });
    told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  } catch {
    answer = null;
  }
  card.removeAttribute("aria-busy");
  if (!told?.card) {
    const words = document.getElementById("toasts").dataset;
    putBack(card, from);
    toast(answer ? ({ 403: words.forbidden, 404: words.gone }[answer.status] ?? words.failed) : board().dataset.offline, { level: "error" });
    return {};
  }
  if (answer.status === 422) putBack(card, from);
  if (answer.status !== 422 || !fields.closed_on) {
    show(card, told);
    toast(told.text, answer.ok ? { undo: told.undo } : { level: "error" });
  }
  return { ok: answer.status !== 422, form: told.form };
}

// A closing column asks first; the card waits in it, and goes back if the dialog is closed.
async function ask(card, to, from) {
  asking = { card, to, from };
  try {
    await htmx.ajax("GET", `${urlOf(card)}?stage=${to}`, { target: "#dialog", swap: "innerHTML" });
  } catch { /* told by the shell */ }
  if (!slot.open) giveUp();
}

function giveUp() {
  if (!asking || asking.isSent) return;
  const { card, from } = asking;
  asking = null;
  putBack(card, from);
  linkOf(card).focus();
}

document.addEventListener("submit", async (event) => {
  if (!asking || !event.target.matches("#dialog [data-move-form]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (asking.isSent) return;
  const { card, to, from } = asking;
  const { closed_on, loss_reason } = Object.fromEntries(new FormData(event.target));
  asking.isSent = true;
  event.target.setAttribute("aria-busy", "true");
  const { ok, form } = await send(card, to, from, { closed_on, loss_reason: loss_reason ?? "" });
  if (form && !ok && closed_on) {
    listOf(column(to)).prepend(card);
    asking.isSent = false;
    slot.replaceChildren(fresh(form));
    slot.querySelector(".wrong :is(input, select)")?.focus();
    return;
  }
  asking = null;
  slot.close();
  document.querySelector(`.card[data-deal="${card.dataset.deal}"] [data-card]`)?.focus();
}, true);
slot.addEventListener("close", giveUp);

function arrive(card, to, from) {
  if (column(to).dataset.closing) ask(card, to, from);
  else send(card, to, from);
}

function moveTo(card, to) {
  if (card.dataset.stage === to || card.hasAttribute("aria-busy") || "closed" in card.dataset) return;
  const from = placeOf(card);
  put(card, listOf(column(to)), listOf(column(to)).firstElementChild);
  linkOf(card).focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  arrive(card, to, from);
}

// -- by mouse and by touch

function arm() {
  board()?.querySelectorAll("[data-cards]:not([data-armed])").forEach((list) => {
    list.dataset.armed = "";
    let from = null;
    Sortable.create(list, {
      group: "deals", draggable: ".card:not([data-closed], [aria-busy])", filter: ".btn, .why, [popover]", preventOnFilter: false,
      animation: still ? 0 : 140, forceFallback: true, fallbackOnBody: true, fallbackTolerance: 5, delay: 180, delayOnTouchOnly: true, touchStartThreshold: 6,
      ghostClass: "ghost", dragClass: "flying", scrollSensitivity: 60, bubbleScroll: true,
      onStart: ({ item }) => { from = placeOf(item); board().classList.add("dragging"); },
      onEnd: ({ item, to }) => {
        board().classList.remove("dragging");
        if (to === from.list) return putBack(item, from); // the order within a column is by day, not by hand
        const more = to.querySelector(".more");
        if (more) to.append(more);
        arrive(item, to.closest(".col").dataset.stage, from);
      },
    });
  });
}

// -- by menu and by key

function openMenu(card) {
  const opener = card.querySelector("[data-moves]");
  if ("closed" in card.dataset) return opener.click();
  chosen = card;
  opener.setAttribute("popovertarget", menu.id); // so that the menu stands beside it
  menu.querySelectorAll("[data-stage]").forEach((button) => { button.hidden = button.dataset.stage === card.dataset.stage; });
  menu.querySelector("[data-move-more]").href = urlOf(card);
  menu.showPopover();
  menu.querySelector("button:not([hidden])")?.focus();
}

menu?.addEventListener("toggle", (event) => {
  if (event.newState === "open" || !chosen) return;
  const opener = chosen.querySelector("[data-moves]");
  opener?.removeAttribute("popovertarget");
  opener?.removeAttribute("aria-expanded");
  chosen = null;
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-moves]");
  const card = opener?.closest(".card");
  if (card && !("closed" in card.dataset) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openMenu(card);
  }
  const button = event.target.closest?.("#move-menu [data-stage]");
  if (button && chosen) {
    const moving = chosen;
    menu.hidePopover();
    moveTo(moving, button.dataset.stage);
  }
});

const columns = () => [...board().querySelectorAll(".col")];
const beside = (card, step) => { const all = columns(); return all[all.indexOf(card.closest(".col")) + step]; };

function walk(card, key) {
  if (key === "ArrowDown" || key === "ArrowUp") return card[key === "ArrowDown" ? "nextElementSibling" : "previousElementSibling"];
  const step = key === "ArrowRight" ? 1 : -1;
  const place = [...card.parentElement.children].indexOf(card);
  for (let col = beside(card, step); col; col = columns()[columns().indexOf(col) + step]) {
    const cards = col.querySelectorAll(".card");
    if (cards.length) return cards[Math.min(place, cards.length - 1)];
  }
  return null;
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".board .card");
  if (!card || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("[popover]")) return;
  if (event.key === "m") { event.preventDefault(); return openMenu(card); }
  if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!event.shiftKey) return walk(card, event.key)?.querySelector("a")?.focus();
  const next = event.key === "ArrowRight" ? beside(card, 1) : event.key === "ArrowLeft" ? beside(card, -1) : null;
  if (next) moveTo(card, next.dataset.stage);
}, true);

// -- why a deal is at risk: said while one stands on its dot

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-why]:focus-visible")) document.getElementById(event.target.getAttribute("popovertarget"))?.showPopover();
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-why]")) document.getElementById(event.target.getAttribute("popovertarget"))?.hidePopover();
});

document.addEventListener("htmx:afterSettle", () => {
  arm();
  const seen = new Set();
  board()?.querySelectorAll(".card").forEach((card) => { if (seen.has(card.dataset.deal)) card.remove(); else seen.add(card.dataset.deal); });
});
arm();
