// Shows and hides questions while a page is being filled in, by the conditions that the form wrote beside them
// (data-mz-hide-when, a small part of FEEL). What cannot be read here, or names an answer of another page, is left
// as the server wrote it: the server decides anyway when the page is sent.
// What is read: names, `this.` of a row, texts, numbers, comparisons, and, or, not, list contains.

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?)|([^\s"'()=!<>,]+)|(!=|<=|>=|[=<>(),]))/y;

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(text);
    found.push(match);
  }
  return found;
}

// A condition becomes a function of `answer(name)`, which gives a string, true, null, or throws for the unknown.
function compile(text) {
  const list = tokens(text);
  let at = 0;
  const word = () => (at < list.length ? list[at][3] || list[at][4] || "" : "");
  const take = (expected) => {
    if (word() !== expected) throw new SyntaxError(text);
    at += 1;
  };
  const operand = () => {
    const match = list[at];
    at += 1;
    if (!match || match[4]) throw new SyntaxError(text);
    if (match[1]) return () => JSON.parse(match[1]);
    if (match[2]) return () => Number(match[2]);
    const name = match[3];
    if (["and", "or", "not"].includes(name)) throw new SyntaxError(text);
    if (name === "null") return () => null;
    if (name === "true" || name === "false") return () => name === "true";
    return (answer) => answer(name);
  };
  const compare = (left, sign, right) => {
    const number = typeof left === "number" || typeof right === "number";
    const [a, b] = number ? [left, right].map((value) => (value === null ? null : Number(value))) : [left, right];
    if (sign === "=") return a === b;
    if (sign === "!=") return a !== b;
    if (a === null || b === null) return null;
    return { "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b }[sign];
  };
  // list contains(name, "value"): whether one of several boxes is ticked; nothing is known of an empty list.
  const contained = () => {
    ["list", "contains", "("].forEach(take);
    const whole = operand();
    take(",");
    const part = operand();
    take(")");
    return (answer) => {
      const list = whole(answer);
      return Array.isArray(list) ? list.includes(part(answer)) : null;
    };
  };
  const single = () => {
    if (word() === "not" || word() === "(") {
      const negated = word() === "not";
      if (negated) at += 1;
      take("(");
      const inner = either();
      take(")");
      return negated ? (answer) => (inner(answer) === null ? null : !inner(answer)) : inner;
    }
    if (word() === "list") return contained();
    const left = operand();
    const sign = word();
    if (!["=", "!=", "<", "<=", ">", ">="].includes(sign)) return left;
    at += 1;
    const right = operand();
    return (answer) => compare(left(answer), sign, right(answer));
  };
  const joined = (next, sign, decides) => () => {
    const parts = [next()];
    while (word() === sign) {
      at += 1;
      parts.push(next());
    }
    return (answer) => {
      const values = parts.map((part) => part(answer));
      if (values.includes(decides)) return decides;
      return values.every((value) => value === !decides) ? !decides : null;
    };
  };
  const both = joined(single, "and", false);
  const either = joined(both, "or", true);
  const whole = either();
  if (at !== list.length) throw new SyntaxError(text);
  return whole;
}

function read(form, name) {
  const controls = Array.from(form.elements).filter((control) => control.name === name);
  if (!controls.length) return undefined;
  const [first] = controls;
  if (first.type === "checkbox" && controls.length === 1) return first.checked;
  if (first.type === "radio") {
    const chosen = controls.find((control) => control.checked);
    return chosen ? chosen.value : null;
  }
  if (first.type === "checkbox") {
    const ticked = controls.filter((control) => control.checked).map((control) => control.value);
    return ticked.length ? ticked : null;
  }
  if (controls.length > 1 || first.type === "file") return undefined;
  return first.value.trim() || null;
}

function watch(form) {
  const offered = form.querySelector("input[name='_offered']");
  const parts = [];
  form.querySelectorAll("[data-mz-hide-when]").forEach((element) => {
    try {
      parts.push({ element, away: compile(element.dataset.mzHideWhen) });
    } catch {
      // Written with more of FEEL than is read here: the server's own showing stays.
    }
  });
  const inRow = (element) => {
    const row = element.closest(".mz-member")?.querySelector("input[name$='._row']");
    return row ? `${row.name.slice(0, -"_row".length)}${row.value}.` : "";
  };
  // `this.name` is the answer of the same row of a list; a plain name is the page's.
  const named = (element, name) => (name.startsWith("this.") ? inRow(element) + name.slice(5) : name);
  const offer = (path, shown) => {
    if (!offered || !path) return;
    const paths = new Set(offered.value.split(" ").filter(Boolean));
    if (shown) paths.add(path);
    else paths.delete(path);
    offered.value = Array.from(paths).join(" ");
  };
  const refresh = () => parts.forEach(({ element, away }) => {
    let known = true;
    const answer = (name) => {
      const value = read(form, named(element, name));
      if (value === undefined) known = false;
      return value === undefined ? null : value;
    };
    const gone = away(answer) === true;
    if (!known) return;
    element.hidden = gone;
    offer(element.dataset.mzPath, !gone);
  });
  form.addEventListener("input", refresh);
  form.addEventListener("change", refresh);
  refresh();
}

document.querySelectorAll("form").forEach((form) => {
  if (form.querySelector("[data-mz-hide-when]")) watch(form);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => form.dispatchEvent(new Event("change")));
});
