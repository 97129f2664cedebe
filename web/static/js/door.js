// The door: search as you type, scan, check in with one tap; without connection everything is kept on
// the device (ids made here, so that sending twice is once) and sent when it comes back.

const door = document.querySelector("[data-door]");
const words = door.dataset;
const place = words.door;
const rows = new Map(Array.from(door.querySelectorAll("[data-code]"), (row) => [row.dataset.code, row]));
// What the server knows, by code: the sightings that stand, { id, at }, the earliest first.
let known = new Map(Array.from(rows, ([code, row]) => [code, JSON.parse(row.dataset.seen)]));
let kept = [];
let offline = false;
let ready = false;
let over = false;

const timeOf = (at) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: words.zone }).format(new Date(at));
const put = (text, values) => Object.entries(values).reduce((t, [k, v]) => t.replace(`{${k}}`, v), text);

// The same folding as the server's: no case, width, accents, spaces; letters that look alike are left.
const folded = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{Mn}|\s/gu, "");
const ALIKE = { I: "1", L: "1", O: "0" };
const codeIn = (text) =>
  Array.from(text.normalize("NFKC").toUpperCase(), (c) => ALIKE[c] ?? c).filter((c) => /[0-9A-HJKMNP-TV-Z]/.test(c)).join("").slice(0, 10);

// ---- what is kept on the device: codes and times, no names

const store = new Promise((resolve, reject) => {
  const asked = indexedDB.open("door", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("seen", { keyPath: "id" });
    // How things stood when the server last answered: a page that was kept may be older.
    asked.result.createObjectStore("known", { keyPath: "door" });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});
const inStore = async (mode, act, name = "seen") => {
  const held = (await store).transaction(name, mode);
  const asked = act(held.objectStore(name));
  return new Promise((resolve, reject) => {
    held.oncomplete = () => resolve(asked?.result);
    held.onerror = () => reject(held.error);
  });
};
const load = async () => {
  const all = await inStore("readonly", (seen) => seen.getAll());
  kept = all.filter((one) => one.door === place).sort((a, b) => a.n - b.n);
};

// ---- how the page shows it

const standing = (code) => {
  let seen = known.get(code) ?? [];
  let waiting = false;
  for (const one of kept.filter((k) => k.code === code)) {
    if (one.undoes.length) seen = seen.filter(({ id }) => !one.undoes.includes(id));
    else if (seen.every(({ id }) => id !== one.id)) seen = [...seen, { id: one.id, at: one.at }];
    waiting = true;
  }
  return { seen: [...seen].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)), waiting };
};

const showRow = (code) => {
  const row = rows.get(code);
  const { seen, waiting } = standing(code);
  const here = seen.length > 0;
  row.classList.toggle("door-in", here);
  const text = here ? put(waiting ? words.kept : words.here, { time: timeOf(seen[0].at) }) : waiting ? words.undoKept : words.absent;
  const line = row.querySelector("[data-door-here]");
  if (line.textContent.trim() !== text) line.textContent = text;
  let again = row.querySelector("[data-door-again]");
  const others = known.get(code) ?? [];
  if (others.length > 1 && here) {
    if (!again) {
      again = document.createElement("span");
      again.className = "door-again";
      again.dataset.doorAgain = "";
      line.after(again);
    }
    again.textContent = put(words.again, { time: timeOf(others[1].at) });
  } else again?.remove();
  const button = row.querySelector("button");
  button.querySelector("[data-door-label]").textContent = here ? button.dataset.out : button.dataset.in;
  button.classList.toggle("button-primary", !here);
  button.classList.toggle("button-secondary", here);
};

const show = () => {
  if (over) return;
  for (const code of rows.keys()) showRow(code);
  const here = Array.from(rows.keys()).filter((code) => standing(code).seen.length).length;
  const all = Math.max(rows.size, known.size);
  const others = Array.from(known.entries()).filter(([code, seen]) => !rows.has(code) && seen.length).length;
  door.querySelector("[data-door-count]").textContent = put(words.count, { here: here + others, all });
  const state = [];
  if (kept.length) state.push(put(words.waiting, { n: kept.length }));
  if (offline) state.push(words.offline);
  else if (!kept.length) state.push(ready ? words.ready : "");
  const line = door.querySelector("[data-door-state]");
  const text = state.filter(Boolean).join(" · ");
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("door-offline", offline || kept.length > 0);
};

const say = (text) => {
  door.querySelector("[data-door-said]").textContent = text;
};

// The list is over here: the link was ended, the day is past, or nobody is signed in.
const close = async () => {
  over = true;
  await globalThis.caches?.delete("door");
  await inStore("readwrite", (all) => all.delete(place), "known");
  for (const part of door.querySelectorAll("[data-door-list], [data-door-search], [data-door-camera], [data-door-none]")) part.remove();
  rows.clear();
  stopCamera();
  door.querySelector("[data-door-count]").textContent = words.over;
  door.querySelector("[data-door-state]").textContent = kept.length ? put(words.unsent, { n: kept.length }) : "";
};

// ---- sending

let sending = null;
// Whether the server has answered since the page was opened.
let answered = false;
const exchange = async () => {
  const batch = kept.slice(0, 500);
  const asked = batch.length
    ? {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          sent_at: new Date().toISOString(),
          seen: batch.map(({ id, code, at, undoes }) => ({ id, code, at, undoes })),
        }),
      }
    : {};
  let answer;
  try {
    answer = await fetch(batch.length ? words.seenUrl : words.listUrl, { ...asked, redirect: "manual", cache: "no-store" });
  } catch {
    offline = true;
    if (!answered) known = new Map((await inStore("readonly", (all) => all.get(place), "known"))?.seen ?? known);
    return false;
  }
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
    await close();
    return false;
  }
  // The server is in trouble: as good as no connection, and tried again.
  offline = !answer.ok;
  if (!answer.ok) return false;
  const { seen } = await answer.json();
  known = new Map(Object.entries(seen));
  answered = true;
  await inStore("readwrite", (all) => all.put({ door: place, seen: Object.entries(seen) }), "known");
  const done = new Set(batch.map((one) => one.id));
  await inStore("readwrite", (all) => void done.forEach((id) => all.delete(id)));
  kept = kept.filter((one) => !done.has(one.id));
  return kept.length > 0;
};
const sync = () => {
  sending ??= (async () => {
    while (!over && (await exchange()));
    sending = null;
    show();
  })();
  return sending;
};

let counter = Date.now();
const note = async (code, undoes = []) => {
  const one = { id: crypto.randomUUID?.() ?? madeId(), door: place, code, at: new Date().toISOString(), undoes, n: counter++ };
  await inStore("readwrite", (all) => all.put(one));
  kept.push(one);
  show();
  await sync();
  // Something noted while the last exchange was on its way.
  if (kept.length && !offline) await sync();
};
// For pages that are not on https, where the browser makes no ids by itself.
const madeId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return [8, 4, 4, 4, 12].reduce(([out, at], n) => [[...out, hex.slice(at, at + n)], at + n], [[], 0])[0].join("-");
};

const checkIn = (code) => {
  const row = rows.get(code);
  if (!row) {
    say(words.unknown);
    return;
  }
  const { seen } = standing(code);
  const name = row.dataset.name;
  if (seen.length) {
    say(put(words.seenAgain, { name, time: timeOf(seen[0].at) }));
    return;
  }
  say(put(words.seenSaid, { name }));
  note(code);
};

door.addEventListener("submit", (event) => {
  const row = event.target.closest("[data-code]");
  if (!row) return;
  event.preventDefault();
  const code = row.dataset.code;
  const { seen } = standing(code);
  if (seen.length) {
    say("");
    note(code, seen.map(({ id }) => id));
  } else checkIn(code);
});

// ---- searching and scanning

const search = door.querySelector("[data-door-search]");
const input = search?.querySelector("input");
const filter = () => {
  const wanted = folded(input.value);
  const code = codeIn(input.value);
  let n = 0;
  for (const [own, row] of rows) {
    const found = !wanted || row.dataset.folded.includes(wanted) || (code.length >= 4 && own.startsWith(code));
    row.hidden = !found;
    n += found;
  }
  const none = door.querySelector("[data-door-none]");
  if (none) none.hidden = n > 0;
};
input?.addEventListener("input", filter);
search?.addEventListener("submit", (event) => {
  event.preventDefault();
  const code = codeIn(input.value);
  if (!rows.has(code)) return;
  checkIn(code);
  input.value = "";
  filter();
});

const camera = door.querySelector("[data-door-camera]");
const video = door.querySelector("[data-door-video]");
const scan = door.querySelector("[data-door-scan]");
let stream = null;
function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  if (!stream) return;
  stream = null;
  video.hidden = true;
  scan.lastChild.data = scan.dataset.start;
}
const look = async (reader, last = "") => {
  if (!stream) return;
  let text = last;
  try {
    const found = await reader.detect(video);
    text = found[0]?.rawValue ?? "";
    // The same code held before the camera is one sighting.
    if (text && text !== last) checkIn(codeIn(text));
  } catch {
    // A frame that cannot be read yet.
  }
  setTimeout(() => look(reader, text || last), 250);
};
if (camera && "BarcodeDetector" in globalThis && navigator.mediaDevices) {
  camera.hidden = false;
  scan.dataset.start = scan.lastChild.data;
  scan.addEventListener("click", async () => {
    if (stream) {
      stopCamera();
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      say(words.noCamera);
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    scan.lastChild.data = scan.dataset.stop;
    await video.play();
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
}

// ---- keeping the page itself

const keepPage = async () => {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(words.worker);
  const worker = (await navigator.serviceWorker.ready).active;
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data !== "kept") return;
    ready = true;
    show();
  });
  const parts = Array.from(document.querySelectorAll("link[href], script[src], use"), (part) =>
    part.href?.baseVal ?? part.href ?? part.src);
  const files = parts.map((href) => new URL(href, location.href)).filter((url) => url.pathname.startsWith("/static/"));
  worker.postMessage({ page: place, files: [...new Set(files.map((url) => url.pathname + url.search))] });
};

if (Date.now() > Date.parse(words.until)) close();
else {
  await load();
  show();
  keepPage().catch(() => {});
  await sync();
  setInterval(() => (Date.now() > Date.parse(words.until) ? !over && close() : !over && sync()), 15000);
  addEventListener("online", sync);
}
