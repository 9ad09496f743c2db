// The search of /api/docs: every word must be found in an operation. "/" goes to it. And the buttons that copy.
const find = document.getElementById("find");
const status = document.getElementById("found");
const things = [...document.querySelectorAll("[data-words]")];
const sections = [...document.querySelectorAll("[data-section]")];
const guides = [...document.querySelectorAll(".guide")];

function search() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const thing of things) {
    thing.hidden = !words.every((word) => thing.dataset.words.includes(word));
    if (!thing.hidden && thing.matches(".op")) count++;
  }
  for (const section of sections) section.hidden = !section.querySelector("[data-words]:not([hidden])");
  for (const guide of guides) guide.hidden = words.length > 0;
  status.textContent = words.length === 0 ? "" : count === 1 ? "1 operation" : `${count} operations`;
}
find.addEventListener("input", search);
find.addEventListener("keydown", (e) => {
  if (e.key === "Escape") {
    find.value = "";
    search();
  }
});
document.addEventListener("keydown", (e) => {
  if (e.key !== "/" || e.target.matches("input")) return;
  e.preventDefault();
  find.focus();
});
document.addEventListener("click", (e) => {
  const button = e.target.closest(".copy");
  if (!button) return;
  const text = button.parentElement.querySelector("code").textContent;
  const done = (ok) => (button.textContent = ok ? "Copied" : "Not copied");
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => done(true), () => done(false));
  else {
    // Over plain HTTP there is no clipboard: a selection that the browser copies itself.
    const range = document.createRange();
    range.selectNodeContents(button.parentElement.querySelector("code"));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    done(document.execCommand("copy"));
  }
});
