// One key answers: j and k go through the cases, r opens the answer of the one in focus.
const cases = [...document.querySelectorAll("tr[data-case]")];

function step(by) {
  const at = cases.indexOf(document.activeElement.closest("tr[data-case]"));
  const next = cases[Math.min(cases.length - 1, Math.max(0, at + by))];
  next?.focus();
}

function answer() {
  const row = document.activeElement.closest("tr[data-case]") ?? cases[0];
  const parts = row?.querySelector("details");
  if (!parts) return;
  parts.open = true;
  parts.querySelector("input[name=text]").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const act = { j: () => step(1), k: () => step(-1), r: answer }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
