// Says name and size of the chosen files before they are sent, and which one is too large (data-max-bytes).
// The server checks again; this only spares a person the waiting.

const MB = 1024 * 1024;

function size(bytes) {
  return bytes < MB ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MB).toFixed(1)} MB`;
}

function sentence(file, limit) {
  if (file.size === 0) return `“${file.name}”是空的，请重拍或重选一个`;
  if (limit && file.size > limit) return `“${file.name}”有 ${size(file.size)}，超过 ${size(limit)}，请重拍或选小一点的`;
  return `已选“${file.name}”，${size(file.size)}`;
}

function report(input) {
  const limit = Number(input.dataset.maxBytes || 0);
  const files = Array.from(input.files);
  const bad = files.some((file) => file.size === 0 || (limit && file.size > limit));
  let line = input.parentElement.querySelector(".mz-file-note");
  if (!line) {
    line = document.createElement("p");
    line.setAttribute("role", "status");
    input.after(line);
  }
  line.className = bad ? "mz-file-note mz-bad" : "mz-file-note mz-hint";
  line.textContent = files.map((file) => sentence(file, limit)).join("；");
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type='file']")) report(event.target);
});
