// What must hold for whoever writes TypeScript: `npm run types` compiles it, and nothing runs it.

import { MenshenGate, type MenshenGateHandle } from 'menshen-react';
import { useRef, useState } from 'react';

export function Registration() {
  const gate = useRef<MenshenGateHandle>(null);
  const [ticket, setTicket] = useState('');
  return (
    <form onReset={() => gate.current?.reset()}>
      <MenshenGate
        ref={gate}
        server="https://sms.example.com"
        required
        theme="dark"
        onTicket={(ticket, expires) => expires.getTime() && setTicket(ticket)}
        onExpired={() => setTicket('')}
      >
        Or call us.
      </MenshenGate>
      {/* @ts-expect-error: it has to know its server. */}
      <MenshenGate />
      <button disabled={!ticket}>Register</button>
    </form>
  );
}
