// Print buttons are hidden in the HTML and appear only where a script can do what they say.

document.querySelectorAll("button[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
