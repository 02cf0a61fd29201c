// What one goes on typing or choosing in the builder while an answer is on its way is not lost to that answer: it is
// asked for anew. Parts: .rest and .what of a row, which fit themselves to its field and operator, and #groups, all rows.
const form = document.getElementById("builder");

function typedSince(target, asked, sent) {
  const now = new FormData(form);
  const names = new Set([asked, ...target.querySelectorAll("[name]:not(button)")].map((control) => control.name));
  names.delete("do");
  return [...names].some((name) => now.getAll(name).join("\n") !== sent.getAll(name).join("\n"));
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (!target.matches?.(".rest, .what, #groups") || !typedSince(target, requestConfig.elt, requestConfig.formData)) return;
  event.detail.shouldSwap = false;
  const asked = requestConfig.elt;
  setTimeout(() => asked.dispatchEvent(new Event(asked.matches("select") ? "change" : "click", { bubbles: true, cancelable: true })));
});
