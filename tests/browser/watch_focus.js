// Watches where the focus goes: does each stop show it, and is it not wholly behind something that sticks?
(() => {
  const troubles = [];
  let seen = 0;
  const shows = (element) => {
    const style = getComputedStyle(element);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) return true;
    if (style.boxShadow !== "none") return true;
    // A box drawn by its label, or a control inside a frame that lights up.
    for (const around of [element.closest("label"), element.parentElement, element.nextElementSibling]) {
      if (!around) continue;
      const frame = getComputedStyle(around);
      if (frame.outlineStyle !== "none" && parseFloat(frame.outlineWidth) >= 1) return true;
    }
    return false;
  };
  const sticks = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return at;
    return null;
  };
  const hidden = (element) => {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height) return false;
    const own = sticks(element);
    const at = [[0.5, 0.5], [0.05, 0.1], [0.95, 0.1], [0.05, 0.9], [0.95, 0.9]].map(([x, y]) =>
      document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
    return at.every((top) => top && !element.contains(top) && !top.contains(element) && sticks(top) && sticks(top) !== own);
  };
  const name = (element) =>
    `${location.pathname.replaceAll(/\d+/g, "n")} ${element.tagName.toLowerCase()}` +
    `${element.id ? `#${element.id}` : ""}${element.name ? `[name=${element.name}]` : ""}.${element.className}`;
  addEventListener("focusin", (event) => {
    const element = event.target;
    if (element === document.body || element.id === "main") return;
    if (!element.matches(":focus-visible")) return;
    seen += 1;
    if (!shows(element)) troubles.push(`focus not shown: ${name(element)}`);
    if (hidden(element)) troubles.push(`focus hidden: ${name(element)}`);
  });
  const stops = () =>
    [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((e) => {
      if (e.tabIndex < 0 || e.disabled || e.type === "hidden" || !e.checkVisibility({ visibilityProperty: true })) return false;
      if (e.type !== "radio") return true;
      const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(e.name)}"]`)].filter((r) => r.form === e.form);
      const checked = group.find((r) => r.checked);
      return checked ? e === checked : true;
    });
  globalThis.watchFocus = {
    take: () => {
      const taken = [seen, troubles.splice(0)];
      seen = 0;
      return taken;
    },
    // Whether the target stands before the focus, and how many presses to try before asking again.
    towards: (target) => {
      const now = document.activeElement;
      if (now === target) return [false, 0];
      const found = stops();
      const goal = found.indexOf(target);
      const from = now === document.body ? -1 : found.indexOf(now);
      if (goal < 0 || (from < 0 && now !== document.body)) {
        return [Boolean(now.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING), 1];
      }
      const far = Math.abs(goal - from);
      // Controls of date and time are several stops each: come near, then go one by one.
      const parts = found.slice(Math.min(from, goal) + 1, Math.max(from, goal)).filter((e) =>
        ["date", "time", "datetime-local", "radio", "file"].includes(e.type));
      return [goal < from, parts.length || ["date", "time", "datetime-local"].includes(now.type) ? Math.max(1, far - parts.length) : far];
    },
  };
})();
