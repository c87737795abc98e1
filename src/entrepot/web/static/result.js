// The comparison: sort without a reload, choose an option everywhere at once, copy the link.
import { choose, whenChosen } from "./page.js";

const table = document.querySelector(".compare");

table?.tHead.addEventListener("click", (event) => {
  const head = event.target.closest("th[data-sort]");
  if (!head) return;
  event.preventDefault();
  const isDown = head.getAttribute("aria-sort") === "ascending";
  sortBy(head.dataset.sort, isDown);
  for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  const query = new URLSearchParams(location.search);
  query.set("sort", `${isDown ? "-" : ""}${head.dataset.sort}`);
  history.replaceState(null, "", `?${query}`);
});

function sortBy(key, isDown) {
  const body = table.tBodies[0];
  const value = (row) => (row.dataset[key] === "None" ? NaN : Number(row.dataset[key]));
  const rows = [...body.rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return isDown ? y - x : x - y;
  });
  body.append(...rows);
}

for (const button of document.querySelectorAll("[data-choose]")) {
  button.addEventListener("click", () => choose(button.dataset.choose, "page"));
}
document.querySelector(".picks")?.removeAttribute("hidden");

whenChosen((number, from) => {
  for (const row of document.querySelectorAll(".compare tbody tr")) {
    row.classList.toggle("chosen", Number(row.dataset.number) === number);
  }
  for (const button of document.querySelectorAll(".picks button")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.choose) === number));
  }
  if (from === "panel") return;
  for (const panel of document.querySelectorAll("details.option")) {
    panel.open = Number(panel.dataset.option) === number;
  }
});

for (const panel of document.querySelectorAll("details.option")) {
  panel.querySelector("summary").addEventListener("click", () => {
    if (!panel.open) choose(panel.dataset.option, "panel");
  });
}

document.getElementById("share")?.addEventListener("focus", (event) => event.target.select());
document.getElementById("summary")?.focus();
