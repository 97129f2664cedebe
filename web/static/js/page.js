// Small comforts for pages that work without them: counters, menus that close, file drop.

const charactersOf = (text) => Array.from(text.replaceAll("\r\n", "\n").trim()).length;

// Counters: the server writes the first one, this keeps it true.
document.addEventListener("input", (event) => {
  const counter = document.querySelector(`[data-counts="${CSS.escape(event.target.id ?? "")}"]`);
  if (!counter) return;
  const n = charactersOf(event.target.value);
  counter.firstChild.data = counter.firstChild.data.replace(/\d+/, String(n));
  counter.classList.toggle("counter-over", n > Number(counter.dataset.counter));
});

// Menus close on a click elsewhere and on Escape, which gives the focus back.
const openMenus = () => document.querySelectorAll("details[data-closes][open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// File drop: say what was chosen, warn early when it is too large; the server decides.
const sayFiles = (drop) => {
  const input = drop.querySelector("input[type=file]");
  const words = drop.querySelector("[data-drop-words]");
  drop.dataset.words ??= words.textContent;
  const files = Array.from(input.files);
  const tooLarge = files.some((file) => file.size > Number(drop.dataset.most));
  drop.classList.toggle("drop-bad", tooLarge);
  words.textContent = tooLarge
    ? drop.dataset.tooLarge
    : files.map((file) => `${file.name} (${(file.size / 1048576).toFixed(1)} MB)`).join(", ") || drop.dataset.words;
};
document.addEventListener("change", (event) => {
  const drop = event.target.closest?.("[data-drop]");
  if (drop) sayFiles(drop);
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const drop = event.target.closest?.("[data-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("drop-over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) {
      drop.querySelector("input[type=file]").files = event.dataTransfer.files;
      sayFiles(drop);
    }
  });
}

// A door's list that this device keeps goes when its day is over, and when its reader signs out.
const keptDoors = async () => (globalThis.caches && (await caches.has("door")) ? caches.open("door") : null);
keptDoors().then(async (kept) => {
  for (const request of (await kept?.keys()) ?? []) {
    const until = (await kept.match(request)).headers.get("X-Door-Until");
    if (until && Date.now() > Date.parse(until)) await kept.delete(request);
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!globalThis.caches || form.dataset.signsOut === undefined || form.dataset.signsOut) return;
  event.preventDefault();
  form.dataset.signsOut = "now";
  caches.delete("door").finally(() => form.submit());
});
