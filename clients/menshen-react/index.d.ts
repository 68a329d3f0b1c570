import type { CSSProperties, ForwardRefExoticComponent, ReactNode, RefAttributes } from 'react';

export interface MenshenGateProps {
  /** Address of your Menshen server, with its path where it has one. */
  server: string;
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
  id?: string;
  className?: string;
  style?: CSSProperties;
  /** Shown when the form does not load. */
  children?: ReactNode;
  /** The phone number is verified. */
  onTicket?: (ticket: string, expires: Date) => void;
  /** The ticket is gone, and the form starts over. */
  onExpired?: () => void;
}

/** What a `ref` holds. */
export interface MenshenGateHandle {
  /** The ticket, or an empty string. */
  readonly ticket: string;
  /** Starts over, for a ticket that your server refused. */
  reset(): void;
}

export const MenshenGate: ForwardRefExoticComponent<
  MenshenGateProps & RefAttributes<MenshenGateHandle>
>;
