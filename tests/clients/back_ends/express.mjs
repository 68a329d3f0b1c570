import express from "express";

const { MENSHEN_URL, SITE_SECRET, PORT } = process.env;

/** The phone number that a ticket stands for, or null. A ticket can be redeemed once. */
async function verifiedMobile(ticket) {
  const answer = await fetch(`${MENSHEN_URL}/siteverify`, {
    method: "POST",
    body: new URLSearchParams({ secret: SITE_SECRET, response: ticket }),
    signal: AbortSignal.timeout(5000),
  });
  if (!answer.ok) throw new Error(`Menshen answered ${answer.status}`);
  const { success, mobile } = await answer.json();
  return success ? mobile : null;
}

const app = express();
app.use(express.urlencoded({ extended: false }));

app.post("/register", async (request, response) => {
  let mobile;
  try {
    mobile = await verifiedMobile(request.body?.ticket ?? "");
  } catch {
    return response.status(503).json({ error: "try again in a moment" });
  }
  if (mobile === null) {
    return response.status(403).json({ error: "verify the phone number first" });
  }
  // Create the account for `mobile` here.
  response.json({ mobile });
});

const server = app.listen(PORT, "127.0.0.1", () => console.log(server.address().port));
