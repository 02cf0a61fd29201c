// A list whose lines are dragged by their grip: <ol data-ordering="address" data-said="words"> of <li data-id>. What was
// dragged is posted as `ids`; where that fails the line goes back. Between lists of one data-group lines are dragged too:
// the list they come to says `into` by its data-into.
/* global Sortable */
const toast = (text, level) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, level } }));

document.querySelectorAll("[data-ordering]").forEach((list) => {
  let before = null;
  Sortable.create(list, {
    group: list.dataset.group, draggable: "[data-id]", handle: ".grip", forceFallback: true, ghostClass: "ghost", animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
    onStart: ({ item }) => { before = item.nextElementSibling; },
    onEnd: async ({ item, to, oldIndex, newIndex }) => {
      if (to === list && oldIndex === newIndex) return;
      const body = new URLSearchParams([...to.querySelectorAll("[data-id]")].map((line) => ["ids", line.dataset.id]));
      if (to.dataset.into) body.set("into", to.dataset.into);
      const token = document.querySelector('meta[name="csrf-token"]').content;
      const answer = await fetch(list.dataset.ordering, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
      if (answer?.ok) return toast(list.dataset.said);
      list.insertBefore(item, before);
      toast(document.getElementById("toasts").dataset.failed, "error");
    },
  });
});
