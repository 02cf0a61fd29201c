// A message's frame is as high as what it says, so that the page scrolls and not the frame. Nothing runs inside of it.
const LOWEST = 120;

function fit(frame) {
  const inside = frame.contentDocument?.documentElement;
  if (!inside) return;
  frame.style.minHeight = "0";
  frame.style.height = `${LOWEST}px`;
  frame.style.height = `${Math.max(LOWEST, inside.scrollHeight + 2)}px`;
}

for (const frame of document.querySelectorAll(".letter-frame")) {
  fit(frame);
  frame.addEventListener("load", () => fit(frame));
  let width = frame.clientWidth;
  new ResizeObserver(() => {
    if (frame.clientWidth === width) return;
    width = frame.clientWidth;
    fit(frame);
  }).observe(frame);
}
