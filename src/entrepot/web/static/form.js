// The form of a declaration: keys, rows without a reload, meanings of codes, a draft that is kept.
// Without this every button posts the form and the server does the same.
const form = document.getElementById("declaration");
const KEEP_MS = 4000;

if (form) {
  const kept = document.getElementById("kept");
  let timer, changed = false, underWay = 0, busy = Promise.resolve();

  // One request at a time: a draft that is being kept gives the revision the next one needs.
  function inTurn(act) {
    underWay += 1;
    busy = busy.then(act, act).finally(() => { underWay -= 1; });
  }

  form.addEventListener("change", (event) => {
    if (event.target.dataset.form !== undefined) return void press("form");
    tellMeaning(event.target);
    changed = true;
    clearTimeout(timer);
    if (["new", "edit"].includes(form.dataset.mode)) timer = setTimeout(() => inTurn(keep), KEEP_MS);
  });

  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    const act = event.submitter?.value ?? "check";
    if (/^(add|repeat|remove):/.test(act)) {
      event.preventDefault();
      inTurn(() => changeRows(act));
    } else if (underWay) {
      event.preventDefault();
      const { submitter } = event;
      busy.finally(() => setTimeout(() => form.requestSubmit(submitter)));
    }
  });

  // Another language is another page: what was typed is kept before this one is left.
  document.querySelector(".languages")?.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || !(changed || underWay) || !["new", "edit"].includes(form.dataset.mode)) return;
    event.preventDefault();
    clearTimeout(timer);
    inTurn(keep);
    busy.finally(() => { if (!changed) location.href = link.href; });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      press("lodge");
    } else if (event.altKey && !event.ctrlKey && event.code === "KeyI") {
      event.preventDefault();
      press("add:items");
    } else if (event.altKey && !event.ctrlKey && event.code === "KeyR") {
      event.preventDefault();
      press("repeat:items");
    }
  });

  function press(act) {
    form.requestSubmit(form.querySelector(`button[value="${act}"]:not(.hidden)`));
  }

  // Rows are made by the server, which knows what a new line takes over; only they are replaced.
  async function changeRows(act) {
    const rows = act.split(":")[1];
    const data = new FormData(form);
    data.set("act", act);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(rows), old = document.getElementById(rows);
    if (!fresh) return form.submit();
    old.replaceWith(fresh);
    for (const list of page.querySelectorAll("datalist")) {
      if (!document.getElementById(list.id)) form.append(list);
    }
    (fresh.querySelector("[autofocus]") ?? fresh.querySelector("input, select"))?.focus();
    changed = true;
    clearTimeout(timer);
    if (["new", "edit"].includes(form.dataset.mode)) timer = setTimeout(() => inTurn(keep), KEEP_MS);
  }

  async function keep() {
    if (!changed) return;
    changed = false;
    const data = new FormData(form);
    data.set("act", "save");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(data), headers: { accept: "application/json" },
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const draft = await answer.json();
      form.elements.revision.value = draft.revision;
      form.action = `/declarations/${draft.reference}/edit`;
      form.dataset.mode = "edit";
      history.replaceState(null, "", form.action);
      for (const link of document.querySelectorAll(".languages a")) link.href = `?lang=${link.lang}`;
      kept.textContent = kept.dataset.kept;
    } catch {
      changed = true;
      kept.textContent = kept.dataset.failed;
    }
  }

  function tellMeaning(field) {
    const meaning = document.getElementById(`${field.id}-meaning`);
    if (!meaning) return;
    const options = document.getElementById(field.getAttribute("list"))?.options ?? [];
    meaning.textContent = [...options].find((one) => one.value === field.value)?.textContent ?? "";
  }
}
