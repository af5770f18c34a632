// Another person sits down at this desk: what stands half-typed in the page's form goes along with the button, so that
// the server can keep it for who typed it. Never files, never passwords. Without this script nothing is sent along.

const leaving = document.querySelector("form[data-switch]");

const touched = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "select-one") return Array.from(field.options).some((one) => one.selected && !one.defaultSelected && one.index > 0);
  return field.type !== "hidden" && field.defaultValue !== undefined && field.value !== field.defaultValue;
};

if (leaving) {
  leaving.addEventListener("submit", () => {
    const forms = Array.from(document.querySelectorAll("main form[method=post]"));
    const form = forms.find((one) => Array.from(one.elements).some(touched)) || forms[0];
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
