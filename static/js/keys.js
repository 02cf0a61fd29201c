// One-letter keys, as the dialog under "?" lists them. Silent while one types or a dialog is open.
const typing = (target) => target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("table.list tbody tr")].filter((row) => row.offsetParent !== null);
const current = () => document.querySelector("table.list tbody tr.cursor") ?? document.activeElement.closest?.("table.list tbody tr");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(current()) + step))];
  all.forEach((row) => row.classList.toggle("cursor", row === next));
  next.querySelector("a[href]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const press = (name) => document.querySelector(`[data-key="${name}"]`)?.click();
const acts = {
  j: () => move(1),
  k: () => move(-1),
  x: () => current()?.querySelector("[data-select]")?.click(),
  e: () => { const url = current()?.dataset.edit; if (url) location.assign(url); else press("e"); },
  n: () => press("n"),
  q: () => press("q"),
  "/": () => document.dispatchEvent(new CustomEvent("open-palette")),
  "?": () => document.querySelector("#shortcuts")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("open-palette"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = acts[event.key];
  if (act) { event.preventDefault(); act(); }
});
