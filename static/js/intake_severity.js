// Severity rows and scale items: digit keys, drag, and the live score of a scale.

const TEN_WITHIN = 700; // 1 and then 0 within this time is ten, as it is typed.

export function enhanceDegrees(form) {
  for (const row of form.querySelectorAll("[data-digits]")) {
    row.addEventListener("keydown", onKey);
    const degrees = row.querySelector(".intake-degrees");
    if (degrees) enhanceDrag(degrees);
  }
  for (const scale of form.querySelectorAll("[data-scale]")) {
    scale.addEventListener("change", () => showScore(scale));
    showScore(scale);
  }
}

function choose(row, value) {
  const radio = row.querySelector(`input[value="${CSS.escape(value)}"]`);
  if (!radio) return;
  radio.focus({ preventScroll: true });
  if (radio.checked) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.currentTarget;
  const value = valueFor(event, row);
  if (value === null) return;
  event.preventDefault();
  event.stopPropagation();
  row.dataset.last = value;
  row.dataset.lastAt = event.timeStamp;
  choose(row, value);
}

// The answer that a key stands for, or null. Digits count on every keyboard, also where they need Shift or lack it.
function valueFor(event, row) {
  if (["x", "X", "Backspace", "Delete"].includes(event.key)) return "";
  const highest = Number(row.dataset.digits);
  const place = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  const digit = /^\d$/.test(event.key) ? event.key : event.shiftKey ? null : place;
  const isTen = event.key.toLowerCase() === "t" || (!digit && place === "0") || (digit === "0" && followsOne(event, row));
  if (highest === 10 && isTen) return "10";
  return digit && Number(digit) <= highest ? digit : null;
}

function followsOne(event, row) {
  return row.dataset.last === "1" && event.timeStamp - row.dataset.lastAt < TEN_WITHIN;
}

function enhanceDrag(degrees) {
  let isDragging = false;
  degrees.addEventListener("pointerdown", (event) => { isDragging = event.isPrimary && event.pointerType === "mouse"; });
  window.addEventListener("pointerup", () => { isDragging = false; });
  degrees.addEventListener("pointermove", (event) => {
    if (!isDragging) return;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("label");
    if (under && degrees.contains(under)) choose(degrees, under.querySelector("input").value);
  });
}

// The score of a scale: only all of its items have a total.
function showScore(scale) {
  const items = [...scale.querySelectorAll("[data-digits]")];
  const values = items.map((item) => item.querySelector("input:checked")?.value).filter(Boolean).map(Number);
  const total = values.reduce((sum, value) => sum + value, 0);
  const bands = scale.dataset.bands.split(";").filter(Boolean).map((band) => band.split(":"));
  const band = bands.find(([low, high]) => Number(low) <= total && total <= Number(high))?.[2] ?? "";
  const isComplete = values.length === items.length;
  const partly = values.length ? `${values.length} of ${items.length} answered: not scored until all are` : "Not asked";
  say(scale.querySelector("[data-score]"), isComplete, total, ` of ${scale.dataset.highest} · ${band}`, partly);
  const copy = document.querySelector(`[data-score-copy="${scale.dataset.scale}"]`);
  if (copy) say(copy, isComplete, total, ` ${band}`, values.length ? `${values.length} of ${items.length}, not scored` : "not asked");
  const panel = scale.querySelector("[data-item-nine]");
  if (panel) showDanger(panel, Number(items.at(-1).querySelector("input:checked")?.value) > 0);
}

// Thoughts of death or self-harm: said at the item and wherever the page is being read.
function showDanger(panel, isReported) {
  panel.hidden = !isReported;
  document.querySelectorAll("[data-danger]").forEach((link) => { link.hidden = !isReported; });
}

function say(place, isComplete, total, rest, otherwise) {
  const words = isComplete ? `${total}${rest}` : otherwise;
  if (place.textContent === words) return;
  place.textContent = isComplete ? rest : otherwise;
  if (isComplete) place.prepend(Object.assign(document.createElement("b"), { textContent: total }));
}
