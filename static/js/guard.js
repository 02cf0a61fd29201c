// A form marked data-guard asks before what was typed in it is left behind.
const values = (form) => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken").map(([name, value]) => [name, value instanceof File ? value.name : value])).toString();
const begun = new WeakMap();
let leaving = false;

function watch() {
  document.querySelectorAll("form[data-guard]").forEach((form) => { if (!begun.has(form)) begun.set(form, form.querySelector(".wrong") ? null : values(form)); });
}

function mark(form) {
  form.toggleAttribute("data-changed", values(form) !== begun.get(form));
}

const changed = () => !leaving && document.querySelector("form[data-guard][data-changed]");

document.addEventListener("input", (event) => { const form = event.target.closest("form[data-guard]"); if (form) mark(form); });
document.addEventListener("change", (event) => { const form = event.target.closest("form[data-guard]"); if (form) mark(form); });
document.addEventListener("submit", (event) => { if (!event.defaultPrevented || event.target.matches("[data-guard]")) leaving = event.target.matches("form:not([hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete])"); });
document.addEventListener("htmx:afterSettle", () => { leaving = false; watch(); });
addEventListener("beforeunload", (event) => { if (changed()) event.preventDefault(); });
addEventListener("pageshow", () => { leaving = false; });

// A dialog that is closed with Escape would take its form along.
document.addEventListener("cancel", (event) => {
  const form = event.target.querySelector?.("form[data-guard][data-changed]");
  if (form && !confirm(form.dataset.guard || document.body.dataset.leave)) event.preventDefault();
}, true);
watch();
