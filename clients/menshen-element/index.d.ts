/** What `menshen-ticket` brings. */
export interface MenshenTicket {
  /** For your server, which redeems it once. */
  ticket: string;
  /** When it ends. */
  expires: Date;
}

/** The events of `<menshen-gate>`, which bubble. */
export interface MenshenGateEventMap {
  /** The phone number is verified. */
  'menshen-ticket': CustomEvent<MenshenTicket>;
  /** The ticket is gone, and the form starts over. */
  'menshen-expired': CustomEvent<null>;
}

/**
 * `<menshen-gate server="https://sms.example.com">`: the form of a Menshen server, in a frame, and a field of the
 * form around it whose value is the ticket. Its attributes are `server`, `name`, `required`, `disabled`, `form`,
 * `lang` and `theme`.
 */
export interface MenshenGate extends HTMLElement {
  /** The ticket, or an empty string. */
  readonly ticket: string;
  /** Starts over, for a ticket that your server refused. */
  reset(): void;
  addEventListener<K extends keyof MenshenGateEventMap>(
    type: K,
    listener: (this: MenshenGate, event: MenshenGateEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: MenshenGate, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** The element's class; `undefined` where there are no elements, as on a server that renders pages. */
export const MenshenGate: (CustomElementConstructor & (new () => MenshenGate)) | undefined;

declare global {
  interface HTMLElementTagNameMap {
    'menshen-gate': MenshenGate;
  }
  interface GlobalEventHandlersEventMap extends MenshenGateEventMap {}
}
