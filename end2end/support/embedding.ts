// The form in another site's page: the example of docs/page.md, on another origin.

import type { FrameLocator, Page } from '@playwright/test';

import { HostSite } from './host-site';
import { RegistrationPage } from './registration-page';
import { expect, test as base } from './test';
import type { Webhook } from './webhook';

const SECRET = 'what-the-host-site-shows';

interface Fixtures {
  host: HostSite;
  /** Whose pages the operator has named; by default the host's. */
  ancestors: string;
  frame: FrameLocator;
  /** The form in the frame, in English as the page around it. */
  framed: RegistrationPage;
  /** The host knows where the gate is. */
  known: void;
}

// As high as two forms, so that nothing has to be scrolled: a click that comes at once after a
// scroll is given to the frame that was at that place before.
export const height = 1800;

export const test = base.extend<Fixtures>({
  host: async ({}, use) => {
    const host = await HostSite.start();
    await use(host);
    await host.stop();
  },
  ancestors: async ({ host }, use) => use(host.origin),
  settings: async ({ ancestors }, use) =>
    use({ FRAME_ANCESTORS: ancestors, SITE_SECRET: SECRET }),
  frame: async ({ page }, use) => use(page.frameLocator('menshen-gate iframe')),
  framed: async ({ frame, page, redis }, use) =>
    use(new RegistrationPage(page, redis, 'en', frame)),
  viewport: { width: 1280, height },
  known: [
    async ({ host, menshen }, use) => {
      Object.assign(host, { gate: menshen.url, secret: SECRET });
      await use();
    },
    { auto: true },
  ],
});

/** Keeps what the page is told: events with what its forms would send then, and all messages. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (window !== top) return;
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    for (const name of ['menshen-ticket', 'menshen-expired']) {
      addEventListener(name, (event) => {
        const field = Array.from(document.forms).flatMap((form) => new FormData(form).getAll('ticket'));
        const { ticket, expires } = (event as CustomEvent).detail ?? {};
        heard.push({ name, field, ticket, life: expires && +expires - Date.now() });
      });
    }
    addEventListener('message', ({ origin, data }) => heard.push({ name: 'message', origin, data }));
  });
}

type Heard = { name: string; field?: string[]; ticket?: string; life?: number; origin?: string };

export const heard = async (page: Page, name: string): Promise<Heard[]> =>
  (await page.evaluate(() => (window as unknown as { heard: Heard[] }).heard)).filter(
    (news) => news.name === name,
  );

/** The flow in the frame, to its end. */
export async function verify(framed: RegistrationPage, mobile: string, webhook: Webhook) {
  await framed.isAwake();
  await framed.askRightly(mobile);
  await framed.tryCode((await webhook.next()).code);
  await expect(framed.verified).toBeVisible();
}

/** A ticket, as it looks. */
export const TICKET = /^[\w-]{43}$/;

/** All that the page's forms would send under this name. */
export const sent = (page: Page, name = 'ticket'): Promise<string[]> =>
  page.evaluate(
    (name) => Array.from(document.forms).flatMap((form) => new FormData(form).getAll(name) as string[]),
    name,
  );

/** One ticket would be sent, and nothing else under its name. */
export async function holds(page: Page): Promise<string> {
  await expect.poll(() => sent(page)).toEqual([expect.stringMatching(TICKET)]);
  return (await sent(page))[0] ?? '';
}

/** Nothing would be sent. */
export const isEmpty = (page: Page) => expect.poll(() => sent(page)).toEqual([]);

/** The frame is as high as what is in it. */
export async function fits(page: Page): Promise<void> {
  const iframe = page.locator('menshen-gate iframe');
  const inside = () =>
    iframe.contentFrame().locator('html').evaluate((html: HTMLElement) => [html.offsetHeight, innerHeight]);
  await expect
    .poll(async () => {
      const [content, window] = await inside();
      return content === window;
    }, 'no more, no less')
    .toBe(true);
}
