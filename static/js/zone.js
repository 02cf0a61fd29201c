// Tells a form which time zone the browser lives in.
document.querySelectorAll("input[data-time-zone]").forEach((field) => {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone || "";
});
