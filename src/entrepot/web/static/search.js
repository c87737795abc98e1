// Suggestions while typing: fills the field's own list; without this the lists are as served.
const WAIT_MS = 180;
const isChinese = document.documentElement.lang.startsWith("zh");

let timer, asked;
// On the document, so that fields which come later are heard too.
document.addEventListener("input", ({ target: field }) => {
  if (!field.dataset?.search) return;
  const list = document.getElementById(field.getAttribute("list"));
  clearTimeout(timer);
  const word = field.value.trim();
  if (word.length < (field.dataset.search === "goods" ? 2 : 1) || /\([^()\s]+\)$/.test(word)) return;
  timer = setTimeout(async () => {
    asked = word;
    const found = await find(field.dataset.search, word);
    if (asked === word && found.length) list.replaceChildren(...found);
  }, WAIT_MS);
});

document.getElementById("summary")?.focus();

async function find(kind, word) {
  try {
    const answer = await fetch(`/api/v1/${kind}?q=${encodeURIComponent(word.slice(0, 100))}`);
    const found = (await answer.json())[kind] ?? [];
    return found.map(kind === "places" ? placeOption : goodOption);
  } catch {
    return [];
  }
}

function placeOption(place) {
  const name = (isChinese && place.name_zh) || place.name;
  const other = isChinese ? place.name : place.name_zh;
  return option(`${name} (${place.id})`, [place.country, other].filter(Boolean).join(" · "));
}

function goodOption(good) {
  return option(good.hs, (isChinese && good.text_zh) || good.text);
}

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}
