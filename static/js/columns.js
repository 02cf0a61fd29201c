// The columns of a list, dragged by their grip: <ol data-columns="address of the drag library"> of <li> with inputs.
// What is sent follows the order of the page. The library comes when the first such list does.
/* global Sortable */
let fetched = null;

function library(address) {
  fetched ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    script.src = address;
    document.head.append(script);
  });
  return fetched;
}

async function prepare() {
  const list = document.querySelector("[data-columns]:not([data-ready])");
  if (!list) return;
  list.dataset.ready = "";
  await library(list.dataset.columns);
  Sortable.create(list, { handle: ".grip", forceFallback: true, ghostClass: "ghost", animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140 });
}

document.addEventListener("htmx:afterSettle", prepare);
prepare();
