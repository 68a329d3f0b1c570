import { MenshenGate } from 'menshen-react';
import { useRef, useState } from 'react';

export function Registration({ server }) {
  const gate = useRef(null);
  const [ticket, setTicket] = useState('');
  const [said, setSaid] = useState('');

  async function register(event) {
    event.preventDefault();
    const body = new FormData(event.currentTarget);
    const answer = await fetch('/register', { method: 'POST', body: new URLSearchParams(body) });
    setSaid(answer.ok ? await answer.text() : 'Please verify your phone again.');
    // A ticket is good once.
    gate.current?.reset();
  }

  return (
    <form onSubmit={register}>
      <p><label>Name <input name="name" autoComplete="name" /></label></p>
      <MenshenGate
        ref={gate}
        server={server}
        name="ticket"
        required
        onTicket={setTicket}
        onExpired={() => setTicket('')}
      />
      <p><button disabled={!ticket}>Register</button></p>
      <p role="status">{said}</p>
    </form>
  );
}
