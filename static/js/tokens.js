// <select data-inserts="id_body"> puts the chosen token where the cursor is, in whichever text of its form one was last.
let last = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("input[type=text], textarea") && event.target.form?.querySelector("[data-inserts]")) last = event.target;
});

document.addEventListener("change", (event) => {
  const choice = event.target.closest?.("[data-inserts]");
  if (!choice || !choice.value) return;
  const inForm = last?.isConnected && last.form === choice.form && last.name !== "name";
  const field = inForm ? last : document.getElementById(choice.dataset.inserts);
  field.setRangeText(choice.value, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
  choice.value = "";
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
