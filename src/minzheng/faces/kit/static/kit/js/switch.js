// Another person sits down at this desk: what stands half-typed in the page's form goes along with the button, so that
// the server can keep it for who typed it. Never files, never passwords. Without this script nothing is sent along.

const leaving = document.querySelector("form[data-switch]");

if (leaving) {
  leaving.addEventListener("submit", () => {
    const form = document.querySelector("main form[method=post]");
    if (!form) return;
    const add = (name, value) => {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      leaving.append(field);
    };
    add("kept_on", location.pathname);
    for (const field of form.elements) {
      const skipped = ["file", "password", "submit", "button"].includes(field.type) || field.name === "csrfmiddlewaretoken";
      if (!field.name || skipped || (["checkbox", "radio"].includes(field.type) && !field.checked)) continue;
      add(`kept:${field.name}`, field.value);
    }
  });
}
