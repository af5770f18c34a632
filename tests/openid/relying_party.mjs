// npm's openid-client as another agency's system against the live platform. Prints one JSON object: check -> what came of it.
// Argument: JSON {base, username, password, web, secret, app, robot, robotKey, back, bye, port}.

import http from "node:http";
import { createRemoteJWKSet, importPKCS8, jwtVerify } from "jose";
import * as client from "openid-client";
import { Browser } from "./browser.mjs";

const given = JSON.parse(process.argv[2]);
const found = {};
const options = { execute: [client.allowInsecureRequests] };
const known = (id, authentication, metadata) => client.discovery(new URL(given.base), id, metadata, authentication, options);

async function check(name, what) {
  try {
    found[name] = (await what()) ?? "done";
  } catch (problem) {
    found[name] = `refused: ${problem.error ?? problem.code ?? problem.message}`;
  }
}

// Send the person to the platform and bring back the address to which they returned.
async function away(config, browser, asked = {}, answer = "agree") {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: given.back,
    scope: "openid profile",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...asked,
  });
  let step = await browser.open(url);
  if (step.status === 200) step = await browser.send(url, { answer });
  if (!step.to.startsWith(given.back)) throw new Error(`led to ${step.status} ${step.to}`);
  return { url: new URL(step.to), checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true } };
}

const heard = [];
const listener = http.createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    heard.push(new URLSearchParams(body).get("logout_token"));
    response.writeHead(heard.length === 1 ? 503 : 200).end(); // the first time it does not hear
  });
});
await new Promise((ready) => listener.listen(given.port, "127.0.0.1", ready));

const web = await known(given.web, client.ClientSecretBasic(given.secret));
const keys = createRemoteJWKSet(new URL(web.serverMetadata().jwks_uri));
const person = new Browser(given.base);
await person.signIn(given.username, given.password);

let tokens;
await check("the whole way", async () => {
  const back = await away(web, person);
  tokens = await client.authorizationCodeGrant(web, back.url, back.checks);
  const claims = tokens.claims();
  const about = await client.fetchUserInfo(web, tokens.access_token, claims.sub);
  return { acr: claims.acr, name: about.name, sid: typeof claims.sid };
});
await check("renewed", async () => {
  const fresh = await client.refreshTokenGrant(web, tokens.refresh_token);
  const again = fresh.claims().sub === tokens.claims().sub && fresh.refresh_token !== tokens.refresh_token;
  tokens = { ...fresh, old: tokens.refresh_token, claims: () => fresh.claims() };
  return again;
});
await check("renewed with a stolen token", () => client.refreshTokenGrant(web, tokens.old));
await check("after the theft", () => client.fetchUserInfo(web, tokens.access_token, tokens.claims().sub));
await check("wrong nonce", async () => {
  const back = await away(web, person);
  await client.authorizationCodeGrant(web, back.url, { ...back.checks, expectedNonce: "another" });
});
await check("wrong state", async () => {
  const back = await away(web, person);
  await client.authorizationCodeGrant(web, back.url, { ...back.checks, expectedState: "another" });
});
await check("wrong verifier", async () => {
  const back = await away(web, person);
  await client.authorizationCodeGrant(web, back.url, { ...back.checks, pkceCodeVerifier: "v".repeat(43) });
});
await check("mixed-up issuer", async () => {
  const back = await away(web, person);
  back.url.searchParams.set("iss", "https://evil.example");
  await client.authorizationCodeGrant(web, back.url, back.checks);
});
await check("code twice", async () => {
  const back = await away(web, person);
  await client.authorizationCodeGrant(web, back.url, back.checks);
  await client.authorizationCodeGrant(web, back.url, back.checks);
});
await check("step-up that cannot be met", async () => {
  const back = await away(web, person, { acr_values: "urn:minzheng:acr:a3", prompt: "none" });
  await client.authorizationCodeGrant(web, back.url, back.checks);
});
await check("not agreed", async () => {
  const back = await away(web, person, { prompt: "consent" }, "refuse");
  await client.authorizationCodeGrant(web, back.url, back.checks);
});
await check("silent", async () => {
  const back = await away(web, person, { prompt: "none" });
  return typeof (await client.authorizationCodeGrant(web, back.url, back.checks)).id_token;
});
await check("silent as a stranger", async () => {
  const back = await away(web, new Browser(given.base), { prompt: "none" });
  await client.authorizationCodeGrant(web, back.url, back.checks);
});
await check("open redirect", () => away(web, person, { redirect_uri: "https://evil.example/" }));
await check("clock ahead within the leeway", async () => {
  const off = { [client.clockSkew]: 20, [client.clockTolerance]: 30 };
  const config = await known(given.web, client.ClientSecretPost(given.secret), off);
  const back = await away(config, person);
  return typeof (await client.authorizationCodeGrant(config, back.url, back.checks)).id_token;
});
await check("clock far ahead", async () => {
  const config = await known(given.web, client.ClientSecretPost(given.secret), { [client.clockSkew]: 3600 });
  const back = await away(config, person);
  await client.authorizationCodeGrant(config, back.url, back.checks);
});
await check("an app without a secret", async () => {
  const config = await known(given.app, client.None());
  const back = await away(config, person);
  return typeof (await client.authorizationCodeGrant(config, back.url, back.checks)).access_token;
});
await check("wrong secret", async () => {
  const config = await known(given.web, client.ClientSecretBasic("wrong"));
  const back = await away(config, person);
  await client.authorizationCodeGrant(config, back.url, back.checks);
});
await check("wrong audience", async () => {
  const other = await known(given.app, client.None());
  const back = await away(other, person);
  const issued = await client.authorizationCodeGrant(other, back.url, back.checks);
  await jwtVerify(issued.id_token, keys, { issuer: given.base, audience: given.web });
});
await check("service account with a key", async () => {
  const key = await importPKCS8(given.robotKey, "ES256");
  const config = await known(given.robot, client.PrivateKeyJwt(key));
  const issued = await client.clientCredentialsGrant(config, { scope: "cases.read" });
  return issued.scope;
});
await check("taken back", async () => {
  const back = await away(web, person);
  const issued = await client.authorizationCodeGrant(web, back.url, back.checks);
  await client.tokenRevocation(web, issued.refresh_token);
  await client.fetchUserInfo(web, issued.access_token, issued.claims().sub);
});
await check("signed out", async () => {
  const back = await away(web, person);
  const issued = await client.authorizationCodeGrant(web, back.url, back.checks);
  const url = client.buildEndSessionUrl(web, { post_logout_redirect_uri: given.bye, id_token_hint: issued.id_token, state: "x" });
  const evil = new URL(url);
  evil.searchParams.set("post_logout_redirect_uri", "https://evil.example/");
  const refused = await person.open(evil);
  const left = await person.open(url);
  const said = { elsewhere: [refused.status, refused.to], to: left.to };
  for (let waited = 0; heard.length < 2 && waited < 300; waited++) await new Promise((on) => setTimeout(on, 100));
  const token = await jwtVerify(heard.at(-1), keys, { issuer: given.base, audience: given.web, typ: "logout+jwt" });
  said.told = heard.length;
  said.sid = token.payload.sid === issued.claims().sid;
  said.event = Object.keys(token.payload.events);
  said.silent = await away(web, person, { prompt: "none" }).then((one) => one.url.searchParams.get("error"));
  return said;
});

listener.close();
console.log(JSON.stringify(found));
