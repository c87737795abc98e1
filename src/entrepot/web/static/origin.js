// Keys of the material editor; everything works by its buttons without this.
const editor = document.getElementById("editor");
const KEYS = { ArrowRight: "in", ArrowLeft: "out", Enter: "below", Delete: "remove" };

editor?.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-row]");
  const verb = event.altKey && !event.ctrlKey && !event.metaKey ? KEYS[event.key] : undefined;
  const button = row && verb && editor.querySelector(`button[value="${verb}-${row.dataset.row}"]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
});
document.getElementById("summary")?.focus();
