// Reading and writing the intake form by field name. An answer is one text; a list holds one entry a line.

const NOT_ANSWERS = /^(csrfmiddlewaretoken|version|keep\..*)$/;

export const oneLine = (text) => text.trim().replace(/\s+/g, " ");

export const linesOf = (text) => [...new Set(text.split("\n").map(oneLine).filter(Boolean))];

export const controlsOf = (form, name) => [...form.elements].filter((control) => control.name === name);

// Every answer in the form as the server would keep it: Map of name -> text, empty ones included.
export function answersIn(form) {
  const answers = new Map();
  for (const [name, value] of new FormData(form)) {
    if (NOT_ANSWERS.test(name)) continue;
    answers.set(name, linesOf(`${answers.get(name) ?? ""}\n${value}`).join("\n"));
  }
  return answers;
}

export const answerIn = (form, name) => answersIn(form).get(name) ?? "";

// Puts an answer into its controls. False when the form has no such field.
export function setAnswer(form, name, value) {
  const controls = controlsOf(form, name).filter((control) => control.type !== "hidden");
  for (const control of controls) {
    if (control.type === "radio") control.checked = control.value === value;
    else if (control.type === "checkbox") control.checked = linesOf(value).includes(control.value);
    else control.value = value;
  }
  controls[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  return controls.length > 0;
}

const textOf = (element) => oneLine(element?.textContent ?? "");

// The question that a field belongs to, in the words of the form.
export function labelOf(form, name) {
  const stem = name.replace(/(\.asked|_unit)$/, "");
  const part = /^supplements\.(\d+)\.(?:daily\.(\d+)\.)?(\w+)$/.exec(stem);
  if (part) return `Own supplement ${part[1]}: ${part[3]}${part[2] ? ` ${part[2]}` : ""}`;
  const label = document.getElementById(`${stem}-label`) ?? form.querySelector(`label[for="${CSS.escape(stem)}"]`);
  return textOf(label) || textOf(document.getElementById(`title-${stem}`)) || stem;
}

// An answer in the words of the form.
export function wordsFor(form, name, value) {
  if (!value) return "not asked";
  const controls = controlsOf(form, name);
  const inWords = (one) => {
    const control = controls.find((candidate) => candidate.value === one && candidate.type !== "hidden");
    const chip = form.querySelector(`[data-list="${CSS.escape(name)}"] [data-value="${CSS.escape(one)}"] > span`);
    const option = controls[0]?.options && [...controls[0].options].find((candidate) => candidate.value === one);
    return textOf(chip ?? option ?? control?.closest("label")) || one;
  };
  return linesOf(value).map(inWords).join(", ");
}
