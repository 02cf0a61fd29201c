// The calendar: a task is dragged to another day with mouse or finger. It lies there at once; the server's answer draws
// the calendar anew, and where it refuses, the task goes back. Without dragging, "Move to…" asks for the day.
/* global Sortable, htmx */
const calendar = () => document.querySelector("[data-calendar]");
const toast = (detail) => document.dispatchEvent(new CustomEvent("toast", { detail }));

function putBack({ item, from, oldIndex }) {
  from.insertBefore(item, from.children[oldIndex] ?? null);
}

async function send(url, day) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { "X-CSRFToken": token, "HX-Request": "true", "HX-Target": "calendar" };
  try {
    return await fetch(url, { method: "POST", body: new URLSearchParams({ due_date: day }), headers });
  } catch {
    return null;
  }
}

function refuse(answer) {
  const words = document.getElementById("toasts").dataset;
  toast({ text: answer ? ({ 403: words.forbidden, 404: words.gone }[answer.status] ?? words.failed) : words.offline, level: "error" });
}

async function drop(event) {
  if (event.from === event.to) return putBack(event);
  const answer = await send(`${event.item.dataset.task}?${calendar().dataset.state}`, event.to.dataset.day);
  if (!answer?.ok || answer.redirected || !answer.headers.has("HX-Trigger")) {
    putBack(event);
    return refuse(answer);
  }
  const holder = document.createElement("template");
  holder.innerHTML = (await answer.text()).trim();
  const drawn = holder.content.firstElementChild;
  calendar().replaceWith(drawn);
  htmx.process(drawn);
  watch();
  toast(JSON.parse(answer.headers.get("HX-Trigger")).toast);
}

function watch() {
  const shown = calendar();
  if (!shown || shown.classList.contains("js-drag") || !window.Sortable) return;
  shown.classList.add("js-drag");
  shown.querySelectorAll("[data-day]").forEach((day) => Sortable.create(day, {
    group: "days", sort: false, draggable: "[data-task]", filter: ".move", preventOnFilter: false, animation: 120,
    delay: 220, delayOnTouchOnly: true, touchStartThreshold: 6, onEnd: drop,
  }));
}

document.addEventListener("htmx:afterSettle", watch);
watch();
