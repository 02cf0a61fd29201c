// Toasts: those in the page, those an answer asks for (HX-Trigger: toast), and what to say when a request fails.
const shelf = document.getElementById("toasts");
const words = shelf.dataset;
const SECONDS = 7;

function raise() {
  // Above an open dialog only the top layer is seen.
  if (!shelf.popover) shelf.popover = "manual";
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  if (shelf.children.length) shelf.showPopover();
}

function drop(toast) {
  toast.classList.add("gone");
  setTimeout(() => { toast.remove(); if (!shelf.children.length && shelf.matches(":popover-open")) shelf.hidePopover(); }, 220);
}

function button(text, kind) {
  const made = document.createElement("button");
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function settle(toast) {
  const shut = button("×", "shut");
  shut.type = "button";
  shut.setAttribute("aria-label", words.close);
  shut.addEventListener("click", () => drop(toast));
  toast.append(shut);
  let timer;
  const wait = () => { timer = setTimeout(() => drop(toast), SECONDS * (toast.querySelector("form") ? 2000 : 1000)); };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusout", wait);
  if (!toast.classList.contains("error")) wait();
}

function undoForm(url) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  form.append(token, button(words.undo));
  return form;
}

function show({ text, undo, level }) {
  const toast = document.createElement("div");
  toast.className = `toast ${level ?? ""}`;
  const said = document.createElement("span");
  said.className = "grow";
  said.textContent = text;
  toast.append(said);
  if (undo) toast.append(undoForm(undo));
  [...shelf.querySelectorAll(".toast")].filter((other) => other.firstChild?.textContent === text).forEach((other) => other.remove());
  shelf.append(toast);
  settle(toast);
  raise();
}

document.addEventListener("toast", (event) => show(typeof event.detail === "string" ? { text: event.detail } : { text: event.detail.text ?? event.detail.value, ...event.detail }));
const reasons = { 403: words.forbidden, 404: words.gone };
document.addEventListener("htmx:responseError", (event) => show({ text: reasons[event.detail.xhr.status] ?? words.failed, level: "error" }));
document.addEventListener("htmx:sendError", () => show({ text: words.offline, level: "error" }));
document.addEventListener("htmx:timeout", () => show({ text: words.offline, level: "error" }));
shelf.querySelectorAll(".toast").forEach(settle);
if (shelf.children.length) raise();
