// <button data-copy="text"> copies; with data-copied="Copied" it says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  event.preventDefault();
  await navigator.clipboard.writeText(button.dataset.copy);
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.copied || document.getElementById("toasts").dataset.copied } }));
});
