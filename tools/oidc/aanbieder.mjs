// A certified provider of OpenID Connect on this machine, for the browser test: who fills in a name and any password,
// is that person. Argument: JSON with the redirect address, the client and the claims of each person.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { terug, client, geheim, personen } = JSON.parse(process.argv[2]);
const server = createServer();

server.listen(0, "127.0.0.1", () => {
  const adres = `http://127.0.0.1:${server.address().port}`;
  const aanbieder = new Provider(adres, {
    clients: [
      {
        client_id: client,
        client_secret: geheim,
        redirect_uris: [terug],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "client_secret_basic",
      },
    ],
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"], vo: ["vo_orgcode"] },
    cookies: { keys: ["only-for-tests"] },
    pkce: { required: () => true },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...personen[sub] }) }),
  });
  server.on("request", aanbieder.callback());
  console.log(adres);
});
