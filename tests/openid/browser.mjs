// A person's browser as far as signing in needs one: cookies, forms, and redirects that it tells instead of following.

export class Browser {
  constructor(base) {
    this.base = base;
    this.cookies = new Map();
  }

  async open(address, form) {
    const url = new URL(address, this.base);
    const headers = { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const options = { headers, redirect: "manual" };
    if (form) {
      options.method = "POST";
      options.body = new URLSearchParams(form);
    }
    const answer = await fetch(url, options);
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      this.cookies.set(name, value);
    }
    const text = await answer.text();
    return { status: answer.status, text, to: answer.headers.get("location") ?? "", url };
  }

  // Open an address, fill in its first form and send it. `fill` adds to the hidden fields.
  async send(address, fill) {
    const page = await this.open(address);
    const form = page.text.match(/<form class="mz-stack"[\s\S]*?<\/form>/)?.[0];
    if (!form) throw new Error(`${address} shows no form (${page.status}): ${page.text.slice(0, 300)}`);
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const fields = Object.fromEntries(hidden.map(([, name, value]) => [name, unescape_(value)]));
    const action = unescape_(form.match(/action="([^"]*)"/)[1]);
    return this.open(action, { ...fields, ...fill });
  }

  async signIn(username, password, next = "/") {
    const answer = await this.send(`/sign-in?next=${encodeURIComponent(next)}`, { username, password });
    if (answer.status !== 302) throw new Error(`nobody signed in: ${answer.status}`);
    return answer;
  }
}

function unescape_(text) {
  return text.replaceAll("&amp;", "&").replaceAll("&#x27;", "'").replaceAll("&quot;", '"').replaceAll("&lt;", "<");
}
