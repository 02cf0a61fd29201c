// What was typed comes back after signing in again, where the session had ended before it could be saved. It is kept in
// this tab only, for the same person on the same page; passwords and files are not.
const KEY = "kept";
const who = () => document.querySelector("#account-menu .menu-head")?.textContent;
const secret = "[name=csrfmiddlewaretoken], [type=password], [type=file], button";

function keep(form, waits) {
  const fields = [...form.elements].filter((field) => field.name && !field.matches(secret));
  const names = new Set(fields.map((field) => field.name));
  const typed = [...new FormData(form)].filter(([name]) => names.has(name));
  sessionStorage.setItem(KEY, JSON.stringify({ who: who(), at: location.pathname, action: form.getAttribute("action"), typed, waits }));
}

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.matches("form[data-guard]") && who()) keep(event.target, false);
});
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (!detail.xhr.getResponseHeader("HX-Redirect")?.startsWith("/account/login/")) return;
  const form = detail.elt.closest?.("main form[method=post]") ?? document.querySelector("main form[data-changed]");
  if (form) keep(form, true);
});

function fill(form, typed) {
  const texts = new Map();
  for (const [name, value] of typed) texts.set(name, [...(texts.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.matches(`${secret}, fieldset`)) continue;
    const values = texts.get(field.name) ?? [];
    if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
    else if (field.multiple && field.options) for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values.shift();
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
if (kept && !who()) sessionStorage.setItem(KEY, JSON.stringify({ ...kept, waits: true })); // the page that asks who one is
else if (kept) {
  sessionStorage.removeItem(KEY);
  const form = kept.waits && kept.who === who() && kept.at === location.pathname
    && [...document.querySelectorAll("main form[method=post]")].find((each) => each.getAttribute("action") === kept.action);
  if (form) {
    fill(form, kept.typed);
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: document.body.dataset.back } }));
  }
}
