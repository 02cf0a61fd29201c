// Rows of a list: select one, a range with shift, the page, or all that match; the bar counts.
// Markup: [data-selection data-total] around [data-select-page], [data-select] boxes, and .bar with [data-count],
// [data-select-matching], [data-select-none] and the hidden field [data-all].
let last = null;

const boxes = (list) => [...list.querySelectorAll("[data-select]")];
const whole = (list) => list.querySelector("[data-all]");
const format = (n) => n.toLocaleString(document.documentElement.lang || undefined);

function tell(list) {
  const all = boxes(list);
  const chosen = all.filter((box) => box.checked);
  const page = list.querySelector("[data-select-page]");
  if (page) {
    page.checked = all.length > 0 && chosen.length === all.length;
    page.indeterminate = chosen.length > 0 && !page.checked;
  }
  all.forEach((box) => box.closest("tr")?.classList.toggle("on", box.checked));
  const total = Number(list.dataset.total || all.length);
  const everything = whole(list)?.value === "1" && chosen.length === all.length;
  if (!everything && whole(list)) whole(list).value = "";
  list.querySelectorAll("[data-count]").forEach((place) => { place.textContent = format(everything ? total : chosen.length); });
  list.querySelectorAll("[data-select-matching]").forEach((button) => { button.hidden = everything || chosen.length < all.length || total <= all.length; });
}

function choose(list, value) {
  boxes(list).forEach((box) => { box.checked = value; });
  if (whole(list)) whole(list).value = "";
  tell(list);
}

document.addEventListener("click", (event) => {
  const list = event.target.closest?.("[data-selection]");
  if (!list) return;
  if (event.target.closest("[data-select-none]")) return choose(list, false);
  if (event.target.closest("[data-select-matching]")) {
    choose(list, true);
    if (whole(list)) whole(list).value = "1";
    return tell(list);
  }
  if (!event.target.matches("[data-select]")) return;
  const all = boxes(list);
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((box) => { box.checked = event.target.checked; });
  }
  last = event.target;
});

document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-selection]");
  if (!list) return;
  if (event.target.matches("[data-select-page]")) choose(list, event.target.checked);
  else if (event.target.matches("[data-select]")) tell(list);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], :popover-open:not(.toasts)")) return;
  document.querySelectorAll("[data-selection]").forEach((list) => choose(list, false));
});

const all = () => document.querySelectorAll("[data-selection]").forEach(tell);
document.addEventListener("htmx:afterSettle", all);
addEventListener("pageshow", all);
all();
