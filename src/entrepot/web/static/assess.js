// Ranks anew while weights are typed: the answer of the page itself replaces the one shown.
"use strict";
(() => {
  const form = document.getElementById("lab");
  const answer = document.getElementById("lab-answer");
  let waits = 0;
  let asked = 0;
  const ask = async () => {
    const number = ++asked;
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const told = await fetch(address, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await told.text(), "text/html");
    const fresh = page.getElementById("lab-answer");
    if (number !== asked || !fresh) return;
    answer.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", address);
  };
  form.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(ask, 300);
  });
  form.dataset.state = "ready";
})();
