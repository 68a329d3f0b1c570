// What must hold for whoever writes TypeScript: `npm run types` compiles it, and nothing runs it.

import { MenshenGate, type MenshenTicket } from 'menshen-element';

const gate = document.createElement('menshen-gate');
gate.setAttribute('server', 'https://sms.example.com');
gate.addEventListener('menshen-ticket', ({ detail }) => {
  const { ticket, expires }: MenshenTicket = detail;
  expires.getTime() > Date.now() && ticket.length > 0;
});
gate.addEventListener('click', (event) => event.clientX);
gate.reset();
const ticket: string = gate.ticket;
// @ts-expect-error: the server gives it.
gate.ticket = ticket;
document.querySelector('menshen-gate')?.reset();
// @ts-expect-error: on a server there is none.
new MenshenGate();
