// After a page with errors has loaded, the reader starts at the summary; a link in it opens what hides its field.

const summary = document.querySelector(".mz-errors");

if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    const closed = field.closest("details:not([open])");
    if (closed) closed.open = true;
    const control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    if (control) {
      event.preventDefault();
      control.scrollIntoView({ block: "center" });
      control.focus();
    }
  });
}
