import type { DefineComponent } from 'vue';

export interface MenshenGateProps {
  /** Address of your Menshen server, with its path where it has one. */
  server: string;
  /** `v-model:ticket`: the ticket, or an empty string. */
  ticket?: string;
  /** Name of the field in the form around it; by default `menshen-ticket`. */
  name?: string;
  /** The browser won't submit the form around it without a ticket. */
  required?: boolean;
  disabled?: boolean;
  /** Id of the form that it belongs to; by default the one around it. */
  form?: string;
  /** Such as `de` or `zh-TW`; by default that of the page around it. */
  lang?: string;
  /** By default the page's `color-scheme`. */
  theme?: 'light' | 'dark' | 'system';
  'onUpdate:ticket'?: (ticket: string) => unknown;
  /** The phone number is verified. */
  onTicket?: (ticket: string, expires: Date) => unknown;
  /** The ticket is gone, and the form starts over. */
  onExpired?: () => unknown;
}

/** What a template's `ref` holds. */
export interface MenshenGateHandle {
  /** Starts over, for a ticket that your server refused. */
  reset(): void;
}

export const MenshenGate: DefineComponent<MenshenGateProps, MenshenGateHandle>;
