// Watches a matrix that is being worked out, and shows it once it is done.

const bar = document.getElementById("progress");
const told = document.getElementById("progress-told");
const EACH_MS = 1500;

async function look() {
  try {
    const answer = await fetch(`/api/v1/matrices/${bar.dataset.id}`);
    if (answer.ok) {
      const run = await answer.json();
      if (run.state === "done" || run.state === "failed") {
        location.reload();
        return;
      }
      bar.max = run.origins;
      bar.value = run.done;
      told.textContent = `${run.done} / ${run.origins}`;
    }
  } catch {
    // the server is silent for a moment: ask again
  }
  setTimeout(look, EACH_MS);
}

if (bar) setTimeout(look, EACH_MS);
