// Queues by keyboard: J next row, K previous row, Enter opens. Only in a table with data-keys,
// never while typing, never with Ctrl, Alt or Meta.

const table = document.querySelector("table[data-keys]");

if (table) {
  const rows = Array.from(table.tBodies[0].rows).filter((row) => row.querySelector("th a"));
  let here = -1;

  const go = (index) => {
    if (!rows.length) return;
    if (here >= 0) rows[here].classList.remove("is-here");
    here = Math.min(Math.max(index, 0), rows.length - 1);
    rows[here].classList.add("is-here");
    rows[here].querySelector("th a").focus();
  };

  rows.forEach((row, index) => row.addEventListener("focusin", () => { here = index; }));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "j") go(here + 1);
    else if (key === "k") go(here - 1);
  });
}
