// How far the intake is: the rail, the list of open sections, the questions that need not be asked.

const OLDEST_POSSIBLE_PREGNANCY = 59;
const LIFE_STAGE = ["patient.pregnant", "patient.breastfeeding", "patient.planning_pregnancy"];
const WORDS = { done: "all answered", empty: "not asked" };

export function watchProgress(form) {
  const refresh = () => {
    showLifeStage(form);
    showOtherUnit(form);
    form.querySelectorAll("[data-section]").forEach((section) => showSection(form, section));
    const open = form.querySelector("[data-open]");
    form.querySelector("[data-open-block]").hidden = !open.querySelector("li:not([hidden])");
  };
  form.addEventListener("change", refresh);
  form.addEventListener("input", refresh);
  refresh();
  watchPlace(form);
}

function isAnswered(question) {
  const list = question.dataset.list;
  if (list) return Boolean(question.ownerDocument.getElementById(`${list}.asked`).querySelector("input:checked")?.value);
  const control = question.querySelector("input:checked, input[type=text]");
  return Boolean(control?.value.trim());
}

function showSection(form, section) {
  const code = section.dataset.section;
  const questions = [...section.querySelectorAll("[data-question]:not([hidden])")];
  const answered = questions.filter(isAnswered).length;
  const state = answered === questions.length ? "done" : answered ? "started" : "empty";
  const link = form.querySelector(`[data-rail="${code}"]`);
  link.dataset.state = state;
  const count = link.querySelector("[data-count]");
  if (state !== "done" && questions.length > 1) count.textContent = `${answered}/${questions.length}`;
  else count.replaceChildren(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: WORDS[state] }));
  const open = form.querySelector(`[data-open-section="${code}"]`);
  open.hidden = state === "done";
  open.querySelector("[data-open-count]").textContent = state === "started" ? ` ${answered}/${questions.length}` : "";
}

// Pregnancy is asked of everyone but men and people past the age for it.
function showLifeStage(form) {
  const isMale = form.elements["patient.sex"].value === "male";
  const typed = form.elements["patient.age"].value.trim();
  const isAsked = !isMale && !(/^\d{1,3}$/.test(typed) && Number(typed) > OLDEST_POSSIBLE_PREGNANCY);
  for (const name of LIFE_STAGE) form.querySelector(`[data-question="${name}"]`).hidden = !isAsked;
}

function showOtherUnit(form) {
  const weight = Number(form.elements["patient.weight"].value.replace(",", "."));
  const isKilograms = form.elements["patient.weight_unit"].value === "kg";
  const other = isKilograms ? `${(weight / 0.45359237).toFixed(0)} lb` : `${(weight * 0.45359237).toFixed(1)} kg`;
  form.querySelector("[data-other-unit]").textContent = weight > 0 && Number.isFinite(weight) ? `= ${other}` : "";
}

// Marks the section in view in the rail.
function watchPlace(form) {
  const sections = [...form.querySelectorAll("[data-section]")];
  const mark = () => {
    const line = window.innerHeight * 0.3;
    const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
    const here = atEnd ? sections.at(-1) : sections.findLast((section) => section.getBoundingClientRect().top <= line) ?? sections[0];
    for (const link of form.querySelectorAll("[data-rail]")) {
      const isHere = link.dataset.rail === here.dataset.section;
      if (isHere === link.hasAttribute("aria-current")) continue;
      link.toggleAttribute("aria-current", isHere);
      if (isHere) link.setAttribute("aria-current", "location");
      if (isHere) showInRail(link);
    }
  };
  window.addEventListener("scroll", mark, { passive: true });
  mark();
}

// On a phone the rail is one line that scrolls sideways.
function showInRail(link) {
  const rail = link.closest("ol");
  if (rail.scrollWidth > rail.clientWidth) rail.scrollTo({ left: link.offsetLeft - rail.clientWidth / 3 });
}
