// What must hold for whoever writes TypeScript: `npm run types` compiles it, and nothing runs it.

import { MenshenGate, type MenshenGateHandle } from 'menshen-vue';
import { h, ref } from 'vue';

const gate = ref<MenshenGateHandle>();
const ticket = ref('');
h(MenshenGate, {
  ref: gate,
  server: 'https://sms.example.com',
  ticket: ticket.value,
  'onUpdate:ticket': (now: string) => (ticket.value = now),
  onTicket: (_: string, expires: Date) => expires.getTime(),
});
gate.value?.reset();
// @ts-expect-error: it has to know its server.
h(MenshenGate, {});
