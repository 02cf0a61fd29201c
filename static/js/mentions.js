// Typing @ in a <textarea data-mentions="address"> offers the people whom it may mean.
const BEGUN = /(?:^|[^\w@./+-])@([\p{L}\p{N}][\p{L}\p{N} .'-]{0,60})?$/u;
const list = document.createElement("ul");
list.id = "mentions";
list.className = "menu mentions";
list.popover = "manual";
list.role = "listbox";
let field = null;
let latest = 0;
let timer;

const isOpen = () => list.matches(":popover-open");
const options = () => [...list.children];
const chosen = () => list.querySelector('[aria-selected="true"]');

function shut() {
  if (isOpen()) list.hidePopover();
  field?.removeAttribute("aria-activedescendant");
  field?.setAttribute("aria-expanded", "false");
}

function choose(option) {
  options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function put(option) {
  const before = field.value.slice(0, field.selectionStart);
  const start = before.lastIndexOf("@");
  field.setRangeText(`${option.dataset.written} `, start, field.selectionStart, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  shut();
}

function offer(people) {
  list.replaceChildren(...people.map(({ name, written }, number) => {
    const option = document.createElement("li");
    option.id = `mention-${number}`;
    option.role = "option";
    option.textContent = name;
    option.dataset.written = written;
    return option;
  }));
  if (!people.length) { shut(); return; }
  if (!list.isConnected) document.body.append(list);
  list.setAttribute("aria-label", field.dataset.mentionsLabel ?? "@");
  if (!isOpen()) list.showPopover();
  const at = field.getBoundingClientRect();
  list.style.left = `${Math.max(8, at.left)}px`;
  list.style.top = `${Math.min(at.bottom + 4, innerHeight - list.offsetHeight - 8)}px`;
  list.dataset.placed = "";
  field.setAttribute("aria-expanded", "true");
  choose(options()[0]);
}

async function look() {
  const begun = BEGUN.exec(field.value.slice(0, field.selectionStart));
  const mine = ++latest;
  if (!begun) { shut(); return; }
  const answer = await fetch(`${field.dataset.mentions}?q=${encodeURIComponent(begun[1] ?? "")}`, { redirect: "manual" }).catch(() => null);
  if (answer?.ok && mine === latest && document.activeElement === field) offer((await answer.json()).people);
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("textarea[data-mentions]")) return;
  field = event.target;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  clearTimeout(timer);
  if (field.value.slice(0, field.selectionStart).includes("@")) timer = setTimeout(look, 120);
  else shut();
});

document.addEventListener("keydown", (event) => {
  if (!isOpen() || event.target !== field) return;
  const all = options();
  const at = all.indexOf(chosen());
  const acts = {
    ArrowDown: () => choose(all[(at + 1) % all.length]),
    ArrowUp: () => choose(all[(at - 1 + all.length) % all.length]),
    Enter: () => !event.ctrlKey && !event.metaKey && put(chosen()),
    Tab: () => put(chosen()),
    Escape: shut,
  };
  if (!acts[event.key] || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  event.stopPropagation();
  acts[event.key]();
}, true);

list.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("li");
  event.preventDefault();
  if (option) put(option);
});
document.addEventListener("focusout", (event) => { if (event.target === field) shut(); });
