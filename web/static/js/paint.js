// Painting free times over a grid of check boxes, which work without it: press and drag with mouse, pen or
// finger; arrows move, space turns, shift with an arrow carries the turn on; buttons fill a part of the day.

const boxIn = (slot) => slot?.querySelector("input");
const gridOf = (element) => element?.closest?.("[data-paint]");
const boxesOf = (grid) => Array.from(grid.querySelectorAll(".slot input"));

const turn = (box, to) => {
  if (box.checked === to) return;
  box.checked = to;
  box.dispatchEvent(new Event("change", { bubbles: true }));
};

const placeOf = (box) => {
  const cell = box.closest("td");
  return { column: cell.cellIndex, row: cell.parentElement.rowIndex };
};

const boxAt = (grid, row, column) => boxIn(grid.rows[row]?.cells[column]?.querySelector(".slot"));

// A stroke fills the rectangle between where it began and where it is; leaving a cell gives it back.
let stroke = null;

const draw = (box) => {
  const from = placeOf(stroke.from);
  const to = placeOf(box);
  const [top, bottom] = [from.row, to.row].sort((a, b) => a - b);
  const [left, right] = [from.column, to.column].sort((a, b) => a - b);
  for (const [one, before] of stroke.before) {
    const { row, column } = placeOf(one);
    const inside = row >= top && row <= bottom && column >= left && column <= right;
    turn(one, inside ? stroke.to : before);
  }
};

document.addEventListener("pointerdown", (event) => {
  const slot = event.target.closest?.("[data-paint] .slot");
  const box = boxIn(slot);
  if (!box || event.button !== 0) return;
  const grid = gridOf(slot);
  stroke = { grid, from: box, to: !box.checked, moved: false, before: boxesOf(grid).map((b) => [b, b.checked]) };
});

document.addEventListener("pointermove", (event) => {
  if (!stroke) return;
  // A finger's events stay with the cell where it went down, so we ask what lies under it now.
  const box = boxIn(document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".slot"));
  if (!box || gridOf(box) !== stroke.grid) return;
  if (!stroke.moved && box === stroke.from) return;
  stroke.moved = true;
  stroke.grid.classList.add("painting");
  draw(box);
});

const end = () => {
  if (!stroke) return;
  stroke.grid.classList.remove("painting");
  // The click that follows a stroke would turn the last box back.
  if (stroke.moved) {
    const swallow = (event) => gridOf(event.target) && event.preventDefault();
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
  }
  stroke = null;
};
document.addEventListener("pointerup", end);
document.addEventListener("pointercancel", end);

// Keys: the boxes stay in the order of tabs, arrows are a quicker way among them.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const grid = step && event.target.matches?.(".slot input") && gridOf(event.target);
  if (!grid) return;
  event.preventDefault();
  let { row, column } = placeOf(event.target);
  let next = null;
  do {
    row += step[0];
    column += step[1];
    next = boxAt(grid, row, column);
  } while (!next && grid.rows[row]?.cells[column]);
  if (!next) return;
  if (event.shiftKey) turn(next, event.target.checked);
  next.focus();
});

// Parts of a day: fills what is not yet all free, else empties it.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fill]");
  if (!button) return;
  const grid = document.getElementById(button.getAttribute("aria-controls"))?.querySelector("[data-paint]");
  if (!grid) return;
  const part = button.dataset.fill;
  const boxes = boxesOf(grid).filter((box) => part === "all" || box.dataset.part === part);
  const to = !boxes.every((box) => box.checked);
  for (const box of boxes) turn(box, to);
});

// Without script these buttons would do nothing, and a finger that cannot paint had better scroll.
const prepare = () => {
  for (const grid of document.querySelectorAll("[data-paint]")) grid.classList.add("paintable");
  for (const button of document.querySelectorAll("[data-fill][hidden]")) button.hidden = false;
};
prepare();
document.addEventListener("htmx:after:swap", prepare);
