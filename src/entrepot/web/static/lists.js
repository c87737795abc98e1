// The slider moves the day; the lists of that day are shown when it comes to rest.
const slider = document.getElementById("slider");
const day = document.getElementById("as_of");

function dayAt(steps) {
  const at = new Date(`${slider.dataset.first}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + Number(steps));
  return at.toISOString().slice(0, 10);
}

slider.addEventListener("input", () => {
  day.value = dayAt(slider.value);
  slider.setAttribute("aria-valuetext", day.value);
});
slider.addEventListener("change", () => {
  const since = document.getElementById("since");
  if (since.value > day.value) since.value = "";
  document.getElementById("ask").requestSubmit();
});
