'use client';
// The element of `menshen-element` as a component of React 18 and later.

import 'menshen-element';
import { createElement, forwardRef, useEffect, useImperativeHandle, useRef } from 'react';

export const MenshenGate = forwardRef(function MenshenGate(properties, ref) {
  const { onTicket, onExpired, children, ...attributes } = properties;
  const gate = useRef(null);
  // The newest ones, so that nothing listens anew for a function that each rendering makes.
  const told = useRef({});
  useEffect(() => {
    told.current = { onTicket, onExpired };
  });
  useEffect(() => {
    const element = gate.current;
    const ticket = ({ detail }) => told.current.onTicket?.(detail.ticket, detail.expires);
    const expired = () => told.current.onExpired?.();
    element.addEventListener('menshen-ticket', ticket);
    element.addEventListener('menshen-expired', expired);
    return () => {
      element.removeEventListener('menshen-ticket', ticket);
      element.removeEventListener('menshen-expired', expired);
    };
  }, []);
  useImperativeHandle(ref, () => ({
    get ticket() {
      return gate.current?.ticket ?? '';
    },
    reset: () => gate.current?.reset(),
  }), []);
  return createElement('menshen-gate', { ...markup(attributes), ref: gate }, children);
});

// As React 19 has it for custom elements: React 18 writes `class-name`, `required="true"` and `disabled="false"`.
function markup({ className, ...attributes }) {
  const named = Object.entries({ ...attributes, class: className });
  const there = named.filter(([, value]) => value !== false && value != null);
  return Object.fromEntries(there.map(([name, value]) => [name, value === true ? '' : value]));
}
