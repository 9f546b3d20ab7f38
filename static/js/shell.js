// The frame's behaviour: theme switch, search and shortcut keys, menus, dialogs, lists walked with j and k, notices.
// Nothing is kept in browser storage. Pages talk to it by data attributes and the "axis:announce" event.

const TYPING = "input, select, textarea, [contenteditable]";
const keysAreOn = () => document.body.dataset.keys === "on";
let waitingForGo = false;

function isTyping(target) {
  const field = target.closest?.(TYPING);
  return Boolean(field) && !["checkbox", "radio", "button"].includes(field.type);
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => menu.removeAttribute("open"));
  dialog.showModal();
}

function focusSearch() {
  const search = document.querySelector("main [data-search]") ?? document.querySelector("[data-search]");
  if (search?.checkVisibility()) {
    search.focus();
    search.select();
  } else {
    document.querySelector("[data-go='p']")?.click();
  }
}

function walkList(step) {
  const list = document.querySelector("[data-walk]");
  const links = [...(list?.querySelectorAll(list.dataset.walk) ?? [])];
  if (!links.length) return;
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
}

const KEYS = {
  "/": focusSearch,
  "?": () => openDialog("keys"),
  g: () => { waitingForGo = true; setTimeout(() => { waitingForGo = false; }, 1500); },
  j: () => walkList(1),
  k: () => walkList(-1),
};

function actionFor(key) {
  if (waitingForGo) {
    waitingForGo = false;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    return link && (() => link.click());
  }
  const marked = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return KEYS[key] ?? (marked && (() => marked.click()));
}

function onKey(event) {
  if (event.key === "Escape") return closeMenus(event.target);
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!keysAreOn() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const action = actionFor(event.key);
  if (!action) return;
  event.preventDefault();
  action();
}

function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.removeAttribute("open");
    if (menu.contains(target)) menu.querySelector("summary").focus();
  }
}

function onClick(event) {
  const opener = event.target.closest("[data-opens]");
  if (opener) openDialog(opener.dataset.opens);
  if (event.target.matches("dialog")) event.target.close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
}

async function chooseTheme(event) {
  const form = event.target.closest("[data-theme-switch]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === theme));
  await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
}

// Shows words in the corner for a while: dispatch new CustomEvent("axis:announce", {detail: {value: "Copied"}}) on
// the document, or answer an htmx request with the header HX-Trigger: {"axis:announce": {"value": "Copied"}}.
function announce(event) {
  const notice = document.createElement("p");
  notice.className = "toast";
  notice.textContent = event.detail.value;
  document.querySelector(".toasts").append(notice);
  setTimeout(() => notice.remove(), 8000);
}

// A form marked data-warns-on-leave asks before typed words are lost.
function warnOnLeave(form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// htmx notes the current address in session storage, and an address may hold a name that was searched for.
function forgetAddress() {
  sessionStorage.removeItem("htmx-current-path-for-history");
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("submit", chooseTheme);
document.addEventListener("axis:announce", announce);
["htmx:pushedIntoHistory", "htmx:replacedInHistory"].forEach((name) => document.addEventListener(name, forgetAddress));
forgetAddress();
document.querySelectorAll("button[data-opens][hidden]").forEach((button) => { button.hidden = false; });
document.querySelectorAll("form[data-warns-on-leave]").forEach(warnOnLeave);
document.querySelector("[data-error-summary]")?.focus();
