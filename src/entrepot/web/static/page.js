// What every script of a page shares: data blocks, words, colours.

export function dataOf(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent) : null;
}

const words = dataOf("words") ?? {};

export function say(key) {
  return words[key] ?? key;
}

const style = getComputedStyle(document.documentElement);

export function colour(name) {
  return style.getPropertyValue(`--${name}`).trim() || "#55626e";
}

export const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;

// One option is chosen at a time; the table, map, chart and panels follow this event.
export function choose(number, from) {
  document.dispatchEvent(new CustomEvent("choose", { detail: { number: Number(number), from } }));
}

export function whenChosen(act) {
  document.addEventListener("choose", (event) => act(event.detail.number, event.detail.from));
}
