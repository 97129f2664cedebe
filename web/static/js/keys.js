// Keys for lists that one goes through: j and k to the next and the one before, o opens, the others press what
// carries data-key inside the item, / goes to the search, ? tells them. One list a page, marked data-keys.
// They can be switched off, and do nothing while somebody types (WCAG 2.2, 2.1.4).

const list = document.querySelector("[data-keys]");
const help = document.getElementById("keys-help");
const OFF = "keys-off";

const isOff = () => {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
};
const items = () => Array.from(list.querySelectorAll("[data-item]"));
// After the last comes the link that shows the next ones.
const stops = () => [...items(), ...document.querySelectorAll("#more a")];
const current = () => stops().find((item) => item.contains(document.activeElement));

const go = (step) => {
  const all = stops();
  const at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

const press = (key) => {
  const target = current()?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.tagName === "SUMMARY") {
    target.parentElement.open = true;
    target.focus();
  } else {
    target.click();
  }
  return true;
};

const types = (target) =>
  target.isContentEditable || target.closest("input:not([type=checkbox]), select, textarea, [popover]") !== null;

if (list && help) {
  for (const item of items()) item.tabIndex = -1;
  // Whoever asked for the next ones goes on at the first of them.
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => Array.from(change.addedNodes)).filter((node) => node.tagName === "LI");
    for (const item of added) item.tabIndex = -1;
    added[0]?.focus();
  }).observe(list, { childList: true });
  help.hidden = false;
  const sheet = document.getElementById("keys");
  const off = help.querySelector("input");
  off.checked = !isOff();
  off.addEventListener("change", () => {
    try {
      localStorage.setItem(OFF, off.checked ? "0" : "1");
    } catch {
      // Without storage they stay on for this page.
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !off.checked) return;
    if (types(event.target)) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "?") sheet.showPopover();
    else if (event.key === "/") {
      const field = Array.from(document.querySelectorAll("input[type=search]")).find((one) => one.offsetParent);
      if (field) field.focus();
      else document.querySelector(".top-find-link").click();
    } else if (event.key === "o") {
      const link = current()?.querySelector(".card-title a");
      if (!link) return;
      link.click();
    } else if (!/^[a-z0-9]$/.test(event.key) || !press(event.key)) return;
    event.preventDefault();
  });
}
