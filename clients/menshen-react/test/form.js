import { MenshenGate } from 'menshen-react';
import { createElement as h, useRef, useState } from 'react';

export function Form({ server }) {
  const gate = useRef(null);
  const [ticket, setTicket] = useState('');
  const [times, setTimes] = useState(0);
  const onTicket = (ticket) => {
    setTicket(ticket);
    setTimes((times) => times + 1);
  };
  return h('form', null,
    h(MenshenGate, { ref: gate, server, name: 'ticket', required: true, onTicket, onExpired: () => setTicket('') }),
    h('p', { role: 'status' }, ticket),
    h('p', { 'data-testid': 'times' }, times),
    h('button', { type: 'button', onClick: () => gate.current.reset() }, 'Again'));
}
