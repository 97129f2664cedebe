// Drafts save themselves: form[data-autosave=address] is posted two seconds after the last change.
// The answer's status tells how it went; JSON { "fields": { name: value } } renews hidden fields,
// such as the version that the next save must name.

const IDLE = 2000;
const RETRY = 10000;
const states = new WeakMap();

const stateOf = (form) => {
  if (!states.has(form)) states.set(form, { timer: 0, dirty: false, busy: false, left: false });
  return states.get(form);
};

const say = (form, key, bad = false) => {
  const line = form.querySelector("[data-autosave-status]");
  if (!line) return;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  line.textContent = (line.dataset[key] ?? "").replace("{time}", time);
  line.classList.toggle("autosave-bad", bad);
};

// Files wait for the real submit; everything else travels as an ordinary form.
const bodyOf = (form) => {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
};

const schedule = (form, wait) => {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), wait);
};

const verdict = (answer) => {
  if (answer.ok) return "saved";
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "signedOut";
  if (answer.status === 409) return "conflict";
  if (answer.status === 422 || answer.status === 413) return "refused";
  return "failed";
};

const save = async (form, keepalive = false) => {
  const state = stateOf(form);
  if (!state.dirty || state.busy || state.left) return;
  state.busy = true;
  state.dirty = false;
  if (!keepalive) say(form, "saving");
  let outcome = "failed";
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: bodyOf(form),
      headers: { Accept: "application/json", "X-Autosave": "1" },
      redirect: "manual",
      keepalive,
    });
    outcome = verdict(answer);
    if (outcome === "saved" && answer.headers.get("content-type")?.includes("json")) {
      const told = await answer.json();
      for (const [name, value] of Object.entries(told.fields ?? {})) {
        const hidden = form.elements.namedItem(name);
        if (hidden) hidden.value = value;
      }
    }
  } catch (error) {
    // fetch rejects with a TypeError when there is no connection; anything else is a fault of ours.
    if (!(error instanceof TypeError)) throw error;
  } finally {
    state.busy = false;
  }
  say(form, outcome, outcome !== "saved");
  if (outcome === "conflict") {
    state.left = true;
  } else if (outcome === "failed" || outcome === "signedOut") {
    state.dirty = true;
    schedule(form, RETRY);
  } else if (state.dirty) {
    schedule(form, IDLE);
  }
};

const changed = (event) => {
  const form = event.target.closest?.("form[data-autosave]");
  if (!form || event.target.type === "file") return;
  stateOf(form).dirty = true;
  schedule(form, IDLE);
};
document.addEventListener("input", changed);
document.addEventListener("change", changed);

document.addEventListener("submit", (event) => {
  const state = event.target.matches("form[data-autosave]") && stateOf(event.target);
  if (!state) return;
  clearTimeout(state.timer);
  state.left = true;
});

// Back from the cache of pages: the form lives again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-autosave]")) stateOf(form).left = false;
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of document.querySelectorAll("form[data-autosave]")) save(form, true);
});

window.addEventListener("beforeunload", (event) => {
  const forms = Array.from(document.querySelectorAll("form[data-autosave]"));
  if (forms.some((form) => stateOf(form).dirty && !stateOf(form).left)) event.preventDefault();
});
