// The intake page: every part of it works as a plain form without this script; here it saves and answers as you go.

import { Autosave } from "./intake_autosave.js";
import { enhanceLists } from "./intake_lists.js";
import { watchProgress } from "./intake_progress.js";
import { enhanceDegrees } from "./intake_severity.js";
import { watchSaving } from "./intake_status.js";
import { enhanceSupplements } from "./intake_supplements.js";

const form = document.querySelector("[data-intake]");
if (form) start();

function start() {
  form.classList.add("has-script");
  form.querySelectorAll("button[data-without-script]").forEach((button) => { button.hidden = true; });
  const comboboxes = [...enhanceLists(form), enhanceSupplements(form)];
  enhanceDegrees(form);
  watchProgress(form);
  const autosave = new Autosave(form);
  watchSaving(form, autosave);
  form.addEventListener("submit", (event) => onSubmit(event, autosave, comboboxes));
  form.addEventListener("keydown", onKey);
  form.addEventListener("click", onLink);
}

// The form is posted once everything typed is kept, so that the server checks what the person sees.
async function onSubmit(event, autosave, comboboxes) {
  const leftover = comboboxes.find((one) => one.hasLeftovers);
  if (leftover || autosave.hasConflict || autosave.isDirty) event.preventDefault();
  if (leftover) {
    leftover.input.focus();
    leftover.sayLeft();
  } else if (autosave.hasConflict) {
    form.querySelector("[data-keep]").focus();
  } else if (!event.defaultPrevented) {
    autosave.isLeaving = true;
  } else if (await autosave.save()) {
    form.requestSubmit(event.submitter);
  }
}

// Enter in a one-line field would press the first button of the form; here it does nothing. Ctrl+Enter is on purpose.
function onKey(event) {
  if (event.key !== "Enter") return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit([...form.querySelectorAll("[data-submit]")].find((button) => button.checkVisibility()));
  } else if (event.target.matches("input")) {
    event.preventDefault();
  }
}

// A link to a question puts the keyboard into it, too.
function onLink(event) {
  const address = event.target.closest("a[href^='#']")?.getAttribute("href");
  const place = address && document.getElementById(address.slice(1));
  if (!place || place.matches("input, select, textarea")) {
    place?.focus();
    return;
  }
  const control = place.querySelector("input:checked:not([type=hidden]), input[type=text], input[type=checkbox]");
  setTimeout(() => control?.focus({ preventScroll: true }));
}
