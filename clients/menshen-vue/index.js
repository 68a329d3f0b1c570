// The element of `menshen-element` as a component of Vue 3. `v-model:ticket` is the ticket.

import 'menshen-element';
import { defineComponent, h, ref } from 'vue';

export const MenshenGate = defineComponent({
  name: 'MenshenGate',
  inheritAttrs: false,
  props: {
    server: { type: String, required: true },
    // Only read by who binds it: the element itself has the ticket.
    ticket: { type: String, default: '' },
  },
  emits: {
    'update:ticket': (ticket) => typeof ticket === 'string',
    ticket: (ticket, expires) => typeof ticket === 'string' && expires instanceof Date,
    expired: () => true,
  },
  setup(props, { attrs, emit, expose, slots }) {
    const gate = ref(null);
    expose({ reset: () => gate.value?.reset() });
    const onTicket = ({ detail }) => {
      emit('update:ticket', detail.ticket);
      emit('ticket', detail.ticket, detail.expires);
    };
    const onExpired = () => {
      emit('update:ticket', '');
      emit('expired');
    };
    return () => {
      const on = { 'onMenshen-ticket': onTicket, 'onMenshen-expired': onExpired };
      // `^` writes an attribute, as markup has it, and not a property of the element.
      const attributes = Object.entries({ server: props.server, ...attrs });
      const written = attributes.map(([name, value]) => [isListener(name) ? name : `^${name}`, value]);
      return h('menshen-gate', { ...Object.fromEntries(written), ...on, ref: gate }, slots.default?.());
    };
  },
});

const isListener = (name) => /^on[A-Z]/.test(name) || ['class', 'style'].includes(name);
