// Popover menus stand beside the button that opened them; arrow keys walk through them.
const GAP = 4;

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = at.left + size.width > innerWidth - 8 ? at.right - size.width : at.left;
  const below = at.bottom + GAP + size.height <= innerHeight || at.top < innerHeight - at.bottom;
  const top = below ? at.bottom + GAP : at.top - GAP - size.height;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - size.width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - size.height - 8))}px`;
  menu.dataset.placed = "";
}

const openerOf = (menu) => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".menu[popover]")) return;
  const button = openerOf(menu);
  button?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState === "open" && button) {
    place(menu, button);
    menu.querySelector("[autofocus]")?.focus();
  }
}, true);

addEventListener("resize", () => document.querySelectorAll(".menu:popover-open").forEach((menu) => menu.hidePopover()));
addEventListener("scroll", (event) => {
  if (event.target !== document) return;
  document.querySelectorAll(".menu:popover-open").forEach((menu) => openerOf(menu) && place(menu, openerOf(menu)));
}, { capture: true, passive: true });

document.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("select, textarea")) return;
  const menu = event.target.closest(".menu[popover], .results") ?? (event.target.hasAttribute("popovertarget") && document.getElementById(event.target.getAttribute("popovertarget")));
  if (!menu || (menu.popover && !menu.matches(":popover-open"))) return;
  const stops = [...menu.querySelectorAll("a, button, input:not([type=hidden])")].filter((stop) => stop.offsetParent !== null);
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (next) { event.preventDefault(); next.focus(); }
});

// Where tabs scroll, the current one is in sight; the page itself stays where it is.
document.querySelectorAll(":is(.tabs, .subnav) [aria-current]").forEach((tab) => {
  const [row, here] = [tab.parentElement, tab.getBoundingClientRect()];
  const frame = row.getBoundingClientRect();
  row.scrollBy(here.left + here.width / 2 - frame.left - frame.width / 2, here.top + here.height / 2 - frame.top - frame.height / 2);
});
