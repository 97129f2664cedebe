// The board of a plan: cards move by pointer or by keyboard. What is possible where, and why not, comes from
// the server when a card is picked up; a drop sends a form as the page without script would.

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const FAR = 6;

let held = null;
let asked = null;
let swallow = false;

const boardOf = (element) => element.closest?.("[data-board]");
const cardOf = (element) => element.closest?.("[data-participant]");
const spotOf = (element) => element?.closest?.("[data-spot]");
const fill = (text, words) => text.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole).trim();
const titleOf = (card) =>
  Array.from(card.querySelectorAll(".day-title, .day-text"), (one) => one.textContent.trim()).join(", ");

const say = (text, board = held?.board) => {
  const place = board?.querySelector("[data-board-says]");
  if (!place) return;
  place.hidden = !text;
  place.textContent = text;
};

const prepare = () => {
  for (const help of document.querySelectorAll("[data-board-help]")) help.hidden = false;
};
prepare();
document.addEventListener("htmx:after:swap", prepare);

const targetsOf = async (card, board) => {
  const query = new URLSearchParams({
    participant: card.dataset.participant,
    provider: card.dataset.provider,
    view: board.dataset.view,
  });
  const answer = await fetch(`${board.dataset.targets}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

const show = (cells) => {
  for (const spot of held.board.querySelectorAll("[data-spot]")) {
    const cell = cells[spot.dataset.spot];
    spot.classList.toggle("board-possible", Boolean(cell?.ok));
    spot.classList.toggle("board-swap", Boolean(cell?.ok && cell.swap));
    spot.classList.toggle("board-blocked", Boolean(cell && !cell.ok));
    if (cell) spot.title = cell.why || cell.swap;
  }
};

const pickUp = async (card, board, how) => {
  letGo();
  held = { card, board, how, title: titleOf(card), cells: null, at: card };
  const mine = held;
  card.classList.add("board-picked");
  board.classList.add("board-moving");
  try {
    const found = await targetsOf(card, board);
    if (held !== mine) return;
    held.cells = found.cells;
    held.revision = found.revision;
    show(found.cells);
    if (how === "keys") say(fill(board.dataset.picked, { card: held.title }));
    if (held.waiting) drop(held.waiting);
  } catch {
    if (held !== mine) return;
    say(board.dataset.failed);
    letGo(false);
  }
};

const letGo = (quiet = true) => {
  if (!held) return;
  const { board, card } = held;
  card.classList.remove("board-picked");
  card.style.removeProperty("transform");
  board.classList.remove("board-moving");
  for (const spot of board.querySelectorAll("[data-spot]")) {
    spot.classList.remove("board-possible", "board-swap", "board-blocked", "board-here");
    spot.removeAttribute("title");
  }
  if (quiet) say("");
  held = null;
};

const wordsFor = (spot) => {
  const cell = held.cells?.[spot.dataset.spot];
  const place = spot.dataset.name;
  if (!cell) return fill(held.board.dataset.nowhere, { place });
  return fill(cell.ok ? held.board.dataset.possible : held.board.dataset.blocked, {
    place: cell.at,
    swap: cell.swap,
    why: cell.why,
  });
};

const point = (spot) => {
  if (!held || spot === held.at) return;
  held.at?.classList.remove("board-here");
  held.at = spot;
  if (!spot) return;
  spot.classList.add("board-here");
  if (held.cells && spot !== held.card) say(wordsFor(spot));
};

const drop = (spot) => {
  // Dropped before the answer came: it is done, or refused, when it comes.
  if (!held.cells) {
    held.waiting = spot;
    return;
  }
  const cell = held.cells[spot.dataset.spot];
  if (!cell?.ok) {
    say(wordsFor(spot));
    if (held.how === "pointer") letGo(false);
    return;
  }
  const form = held.board.querySelector("[data-board-move]");
  form.elements.participant.value = held.card.dataset.participant;
  form.elements.provider.value = held.card.dataset.provider;
  form.elements.slot.value = cell.slot;
  form.elements.table.value = cell.table;
  form.elements.revision.value = held.revision;
  say(fill(held.board.dataset.put, { card: held.title, place: cell.at }));
  form.requestSubmit();
};

// ---------------------------------------------------------------- keyboard

const step = (spot, [down, right]) => {
  let row = spot.parentElement;
  let column = spot.cellIndex;
  for (;;) {
    if (down) row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
    column += right;
    const cell = row?.cells[column];
    if (!cell) return null;
    if (cell.dataset.spot) return cell;
    if (!down && !right) return null;
  }
};

document.addEventListener("keydown", (event) => {
  if (held?.how === "keys") {
    if (event.key in ARROWS) {
      event.preventDefault();
      const next = step(held.at, ARROWS[event.key]);
      if (next) {
        point(next);
        next.scrollIntoView({ block: "nearest", inline: "nearest" });
        if (next === held.card) say(fill(held.board.dataset.picked, { card: held.title }));
      }
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (held.at !== held.card) drop(held.at);
    } else if (event.key === "Escape" || event.key === "Tab") {
      const { board, title, card } = held;
      letGo();
      say(fill(board.dataset.back, { card: title }), board);
      card.querySelector("[data-card]")?.focus();
    }
    return;
  }
  const link = event.target.closest?.("[data-card]");
  const board = link && boardOf(link);
  if (event.key === "Enter" && board && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    pickUp(cardOf(link), board, "keys");
  }
});

// ---------------------------------------------------------------- pointer

document.addEventListener("pointerdown", (event) => {
  const card = cardOf(event.target);
  const board = card && boardOf(card);
  // A finger scrolls; it moves cards by the choices that a tap opens.
  if (!board || event.button !== 0 || event.pointerType === "touch" || event.target.closest("button")) return;
  asked = { card, board, x: event.clientX, y: event.clientY };
});
// A link would be dragged by the browser itself.
document.addEventListener("dragstart", (event) => {
  if (boardOf(event.target) && cardOf(event.target)) event.preventDefault();
});
document.addEventListener("pointermove", (event) => {
  if (asked && !held && Math.hypot(event.clientX - asked.x, event.clientY - asked.y) > FAR) {
    pickUp(asked.card, asked.board, "pointer");
  }
  if (held?.how !== "pointer") return;
  event.preventDefault();
  held.card.style.transform = `translate(${event.clientX - asked.x}px, ${event.clientY - asked.y}px)`;
  point(spotOf(document.elementFromPoint(event.clientX, event.clientY)));
});
document.addEventListener("pointerup", () => {
  if (held?.how === "pointer") {
    // The click that follows a drag would open the card's choices.
    swallow = true;
    setTimeout(() => (swallow = false));
    const { at, card } = held;
    card.style.removeProperty("transform");
    if (at && at !== card) drop(at);
    else letGo();
  }
  asked = null;
});
document.addEventListener("pointercancel", () => {
  asked = null;
  if (held?.how === "pointer") letGo();
});
document.addEventListener(
  "click",
  (event) => {
    if (!swallow) return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);
