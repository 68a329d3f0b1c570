import { createServer } from "node:http";
import { text } from "node:stream/consumers";

const { MENSHEN_URL, SITE_SECRET, PORT } = process.env;

/** What a client of Turnstile in JavaScript posts: a `FormData`, which fetch sends as multipart. */
async function verify(ticket) {
  const form = new FormData();
  form.append("secret", SITE_SECRET);
  form.append("response", ticket);
  form.append("remoteip", "192.0.2.1");
  form.append("idempotency_key", crypto.randomUUID());
  const answer = await fetch(`${MENSHEN_URL}/siteverify`, { method: "POST", body: form });
  const outcome = await answer.json();
  return { ...outcome, why: outcome["error-codes"].join() };
}

const server = createServer(async (request, response) => {
  const { mobile, success, why } = await verify(
    new URLSearchParams(await text(request)).get("ticket"),
  );
  response.writeHead(success ? 200 : 403, { "content-type": "application/json" });
  response.end(JSON.stringify({ mobile, why }));
});
server.listen(PORT, "127.0.0.1", () => console.log(server.address().port));
