// Dialogs: <button data-opens="id">, the one slot #dialog that opens when an answer fills it, [data-closes].
const slot = document.getElementById("dialog");
let opener = null;

function open(dialog) {
  if (!dialog || dialog.open) return;
  opener = document.activeElement;
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], .wrong :is(input, select, textarea), input:not([type=hidden]), select, textarea");
  first?.focus();
}

document.addEventListener("click", (event) => {
  const asks = event.target.closest?.("[data-opens]");
  if (asks) {
    asks.closest("[popover]")?.hidePopover();
    open(document.getElementById(asks.dataset.opens));
  }
  event.target.closest?.("[data-closes]")?.closest("dialog")?.close();
});

// A press on the backdrop closes, unless something typed would be lost.
let pressedOutside = false;
const outside = (event) => {
  if (event.target.nodeName !== "DIALOG") return false;
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
};
document.addEventListener("pointerdown", (event) => { pressedOutside = outside(event); });
document.addEventListener("click", (event) => {
  if (pressedOutside && outside(event) && !event.target.querySelector("form[data-changed]")) event.target.close();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (!slot || event.detail.target !== slot) return;
  if (!slot.textContent.trim()) return slot.close();
  const title = slot.querySelector("h1, h2");
  if (title) slot.setAttribute("aria-label", title.textContent.trim());
  if (slot.open) slot.querySelector(".wrong :is(input, select, textarea), [autofocus]")?.focus();
  else open(slot);
});

// A form in a dialog that succeeded and fills something else is done with its dialog.
document.addEventListener("htmx:afterRequest", (event) => {
  const dialog = event.detail.elt.closest?.("dialog");
  const form = event.detail.elt.closest?.("form");
  if (!dialog || !form || event.detail.requestConfig?.verb === "get") return;
  const stays = dialog.contains(event.detail.target) && event.detail.xhr.status !== 204;
  if (event.detail.successful && event.detail.xhr.status !== 422 && !stays) dialog.close();
});
document.addEventListener("close-dialog", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));

document.addEventListener("close", (event) => {
  if (event.target === slot) slot.replaceChildren();
  if (event.target.nodeName === "DIALOG" && opener?.isConnected) opener.focus();
}, true);
