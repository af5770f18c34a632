// One press, one sending: a second submit of the same form is stopped until the page is shown again.
// The button stays enabled (its name and value must travel); the person is told that we are sending.

const WAIT_MS = 15000;

function tell(form) {
  let line = form.querySelector(".mz-sending");
  if (!line) {
    line = document.createElement("p");
    line.className = "mz-sending mz-hint";
    line.setAttribute("role", "status");
    (form.querySelector(".mz-actions") || form).append(line);
  }
  line.textContent = "正在提交，请稍等。";
}

function release(form) {
  delete form.dataset.sentAt;
  form.querySelectorAll("[aria-disabled='true']").forEach((button) => button.removeAttribute("aria-disabled"));
  const line = form.querySelector(".mz-sending");
  if (line) line.textContent = "";
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ((form.getAttribute("method") || "get").toLowerCase() !== "post" || event.defaultPrevented) return;
  const sentAt = Number(form.dataset.sentAt || 0);
  if (sentAt && Date.now() - sentAt < WAIT_MS) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = String(Date.now());
  if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  tell(form);
});

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent-at]").forEach(release));
