// Short ways to where a test begins.

import type { RegistrationPage } from './registration-page';
import type { Webhook } from './webhook';

/** Opens the page, solves the picture and gives back the code in the message. */
export async function getCode(form: RegistrationPage, mobile: string, webhook: Webhook): Promise<string> {
  await form.open();
  await form.askRightly(mobile);
  return (await webhook.next()).code;
}

/** Six digits that are not the code; another one for each `by`. */
export const wrong = (code: string, by = 1) => `${(Number(code) + by) % 1_000_000}`.padStart(6, '0');
