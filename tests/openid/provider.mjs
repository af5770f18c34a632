// npm's oidc-provider as the national platform. Prints its address, then serves until its input ends.
// Argument: JSON {clientId, secret, back, person: {sub, name, id_number, acr}}. Whoever comes is that person, at once.

import Provider from "oidc-provider";

const given = JSON.parse(process.argv[2]);
const person = given.person;
const fake = http();
let provider;

async function http() {
  const { createServer } = await import("node:http");
  const server = createServer((request, response) => handle(request, response));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

async function handle(request, response) {
  if (!request.url.startsWith("/interaction/")) return provider.callback()(request, response);
  const details = await provider.interactionDetails(request, response);
  if (details.prompt.name === "login") {
    const login = { accountId: person.sub, acr: person.acr, amr: ["face"] };
    return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: given.clientId });
  grant.addOIDCScope("openid profile id_number");
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}

const server = await fake;
const issuer = `http://127.0.0.1:${server.address().port}`;
provider = new Provider(issuer, {
  clients: [
    {
      client_id: given.clientId,
      client_secret: given.secret,
      redirect_uris: [given.back],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  acrValues: [person.acr],
  claims: { openid: ["sub"], acr: null, profile: ["name"], id_number: ["id_number"] },
  scopes: ["openid", "profile", "id_number"],
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, name: person.name, id_number: person.id_number }) }),
  cookies: { keys: ["for-a-test"] },
  conformIdTokenClaims: true,
});
console.log(issuer);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
