// Says whether everything is saved, beside each answer what is wrong with it, and what others changed.

import { answerIn, controlsOf, labelOf, linesOf, wordsFor } from "./intake_fields.js";

const clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", hour12: false });

const CHOOSE = ["Not saved: choose between two answers.", true];

export function watchSaving(form, autosave) {
  autosave.addEventListener("saving", () => say("Saving …"));
  autosave.addEventListener("saved", () => say(...(autosave.hasConflict ? CHOOSE : [`Saved ${clock.format(new Date())}`])));
  autosave.addEventListener("failed", ({ detail }) => say(failureIn(detail), true));
  autosave.addEventListener("frozen", ({ detail }) => say("This intake was submitted in another window.", true, detail.address));
  autosave.addEventListener("conflict", ({ detail }) => showConflict(form, autosave, detail.differing));
  autosave.addEventListener("taken", ({ detail }) => announceTaken(detail));
  watchProblems(form, autosave);
}

function failureIn({ reason, seconds, count }) {
  const answers = count === 1 ? "1 answer is" : `${count} answers are`;
  if (reason === "signed out") return `Not saved: you are signed out. ${answers} kept on this page; sign in in another tab.`;
  return `Not saved: ${reason}. ${answers} kept on this page. Next try in ${seconds} s.`;
}

function say(words, isProblem = false, address = "") {
  for (const line of document.querySelectorAll("[data-save-status]")) {
    line.classList.toggle("is-problem", isProblem);
    line.querySelector("use").setAttribute("href", line.querySelector("use").getAttribute("href").replace(/#.*/, isProblem ? "#warn" : "#check"));
    const text = line.querySelector("span");
    if (text.textContent !== words) text.textContent = words;
    if (address) text.append(" ", Object.assign(document.createElement("a"), { href: address, textContent: "Open it" }));
  }
}

function announceTaken({ count, needsReload }) {
  const answers = count === 1 ? "1 answer" : `${count} answers`;
  const value = `${answers} came from another window.${needsReload ? " Reload the page to see all of them." : ""}`;
  document.dispatchEvent(new CustomEvent("axis:announce", { detail: { value } }));
}

// Two answers to one question: both are shown, and nothing is decided without the person.

function showConflict(form, autosave, differing) {
  const place = form.querySelector("[data-merge]");
  if (!place.firstElementChild) place.append(document.getElementById("merge-template").content.cloneNode(true));
  place.hidden = false;
  const list = place.querySelector(".intake-differences");
  for (const one of differing) list.append(differenceItem(form, autosave, one));
  say(...CHOOSE);
  place.scrollIntoView({ block: "nearest" });
}

function differenceItem(form, autosave, { name, mine, theirs, entries }) {
  const item = document.getElementById("difference-template").content.firstElementChild.cloneNode(true);
  const label = labelOf(form, name);
  item.querySelector("b").textContent = label;
  item.querySelector("[data-keep=mine] span").textContent = wordsFor(form, name, mine);
  item.querySelector("[data-keep=theirs] span").textContent = entries ? entries.map((one) => one.label).join(", ") || "none" : wordsFor(form, name, theirs);
  item.querySelector("[data-keep=both]").hidden = !(entries && mine && theirs);
  item.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-keep]")?.dataset.keep;
    if (!choice) return;
    if (choice === "theirs") autosave.put(name, theirs, entries);
    if (choice === "both") autosave.put(name, linesOf(`${mine}\n${theirs}`).join("\n"), entries);
    close(form, item, name);
    autosave.release(name);
  });
  return item;
}

function close(form, item, name) {
  const place = item.closest("[data-merge]");
  item.remove();
  if (!place.querySelector("li")) place.hidden = true;
  (place.querySelector("button") ?? controlsOf(form, name)[0])?.focus();
}

// What is wrong with an answer is said when the person has moved on from it, not while it is being typed.

function watchProblems(form, autosave) {
  let problems = {};
  const show = () => form.querySelectorAll("[data-problem]").forEach((place) => showProblem(form, place, problems));
  autosave.addEventListener("saved", ({ detail }) => { problems = detail.problems ?? problems; show(); });
  form.addEventListener("focusout", () => setTimeout(show));
}

function showProblem(form, place, problems) {
  const name = place.dataset.problem;
  const message = problems[name] ?? problems[name.replace(/\.asked$/, "")] ?? "";
  const question = place.closest("[data-amount], [data-product], [data-question]");
  const isAnswering = question?.contains(document.activeElement);
  const isSaid = !place.hidden;
  const shown = message && (isSaid || (!isAnswering && isWorthSaying(form, name))) ? message : "";
  if (place.lastElementChild.textContent !== shown) place.lastElementChild.textContent = shown;
  place.hidden = !shown;
  for (const control of controlsOf(form, name)) {
    if (control.type !== "radio") control.toggleAttribute("aria-invalid", Boolean(shown));
    if (shown && control.type !== "radio") control.setAttribute("aria-invalid", "true");
  }
  const entry = form.querySelector(`[data-error-summary] a[href="#${CSS.escape(name)}"]`)?.closest("li");
  if (!entry) return;
  entry.hidden = !message;
  const summary = entry.closest("[data-error-summary]");
  summary.hidden = !summary.querySelector("li:not([hidden])");
}

// An empty field is no mistake yet, unless its product is being described.
function isWorthSaying(form, name) {
  return Boolean(answerIn(form, name)) || name.startsWith("supplements.") && name !== "supplements.asked";
}
