// The form in another site's page where it is not to be seen at first, or does not come at once.

import type { Page } from '@playwright/test';

import { heard, isEmpty, listen, test, verify } from '../support/embedding';
import type { HostSite } from '../support/host-site';
import { expect } from '../support/test';

const EMBED = /\/embed\?/;
const gate = (page: Page) => page.locator('menshen-gate');
const frames = (page: Page) => page.locator('menshen-gate iframe');

/** Changes what stands around the element. */
function around(host: HostSite, before: string, after: string): void {
  host.change = (html) =>
    html.replace('<menshen-gate', `${before}<menshen-gate`).replace('</menshen-gate>', `</menshen-gate>${after}`);
}

for (const [where, before, after, show] of [
  ['below the fold', '<div style="height:9000px"></div>', '', "gate.scrollIntoView()"],
  ['in a closed <details>', '<details><summary>More</summary>', '</details>', 'gate.parentElement.open = true'],
  ['in a closed <dialog>', '<dialog aria-label="More">', '</dialog>', 'gate.parentElement.showModal()'],
  ['under display:none', '<div hidden>', '</div>', 'gate.parentElement.hidden = false'],
] as const) {
  test(`a form ${where} is there before it is seen, and when it is`, async ({
    framed,
    host,
    page,
  }) => {
    around(host, before, after);
    await listen(page);
    await page.clock.install();
    await page.goto(host.origin);
    // Nothing in such a frame is rendered, so that no observer in it sees anything.
    await expect.poll(async () => (await heard(page, 'message')).length).toBeGreaterThan(0);
    await page.clock.fastForward(120_000);
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.evaluate(`{ const gate = document.querySelector('menshen-gate'); ${show} }`);
    await framed.isAwake();
    await expect(frames(page)).toHaveCount(1);
  });
}

/** Notes how long the page waits with its timers, whose chance is none. */
async function watchWaits(page: Page): Promise<(seconds: number) => Promise<number>> {
  await page.clock.install();
  await page.addInitScript(() => {
    if (window !== top) return;
    const waits: number[] = [];
    const original = window.setTimeout;
    const watched = (action: () => void, time: number) => {
      waits.push(time / 1000);
      return original(action, time);
    };
    Object.assign(window, { waits, setTimeout: watched });
    Math.random = () => 0.5;
  });
  const waits = () => page.evaluate(() => (window as unknown as { waits: number[] }).waits);
  return async (seconds) => (await waits()).filter((wait) => wait === seconds).length;
}

const growing = [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240];

/** Has so many tries fail, one after the other, and tells the page's clock only what it waits for. */
async function fail(page: Page, host: HostSite, times: number): Promise<void> {
  const many = await watchWaits(page);
  await page.route(EMBED, (route) => route.fulfill({ status: 502, body: 'Bad Gateway' }));
  await page.goto(host.origin);
  for (const [n, wait] of growing.slice(0, times).entries()) {
    const before = growing.slice(0, n).filter((other) => other === wait).length;
    await expect.poll(() => many(3), `try ${n + 1} has loaded`).toBeGreaterThan(n);
    await page.clock.fastForward(3_000);
    await expect.poll(() => many(wait), `then a wait of ${wait} s`).toBeGreaterThan(before);
    if (n + 1 < times) await page.clock.fastForward(wait * 1000);
  }
}

test('while the form does not come, it is tried again after growing waits that have an end', async ({
  framed,
  host,
  page,
}) => {
  await fail(page, host, growing.length);
  await expect(page.getByRole('alert')).toHaveText(/^The phone verification did not load\./);
  await expect(page.getByText('Or call us.')).toBeVisible();
  await expect(gate(page).locator('slot')).toHaveCount(1);
  await expect(frames(page)).toBeHidden();
  await page.unroute(EMBED);
  await page.clock.fastForward(240_000);
  await framed.isAwake();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(gate(page).locator('slot')).toHaveCount(0);
});

for (const [how, hide, show] of [
  ['is seen again', "gate.style.marginTop = '9000px'; scrollTo(0, 0)", 'gate.scrollIntoView()'],
  ['is shown again', 'gate.hidden = true', 'gate.hidden = false'],
  ['is reset', '', 'gate.reset()'],
  ['comes online', '', "dispatchEvent(new Event('online'))"],
  ['comes to the front', '', "document.dispatchEvent(new Event('visibilitychange'))"],
] as const) {
  test(`a form that did not load is tried again at once when it ${how}`, async ({
    framed,
    host,
    page,
  }) => {
    // The next try by itself would come after more than a minute.
    await fail(page, host, 7);
    await expect(page.getByRole('alert')).toBeVisible();
    const run = (what: string) =>
      page.evaluate(`{ const gate = document.querySelector('menshen-gate'); ${what} }`);
    await run(hide);
    const seen = () =>
      gate(page).evaluate(
        (gate) =>
          new Promise((tell) =>
            new IntersectionObserver(([entry]) => tell(entry?.isIntersecting)).observe(gate),
          ),
      );
    await expect.poll(seen).toBe(!/again$/.test(how));
    await page.unroute(EMBED);
    await run(show);
    await framed.isAwake();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
}

for (const [what, url] of [
  ['page', EMBED],
  ['script', /\/embed\/frame\.js/],
] as const) {
  test(`one bad gateway in place of the frame's ${what} is got over without a word`, async ({
    framed,
    host,
    mobile,
    page,
    webhook,
  }) => {
    await listen(page);
    let refused = 0;
    await page.route(url, (route) => {
      refused += 1;
      return route.fulfill({ status: 502, body: 'Bad Gateway' });
    }, { times: 1 });
    await page.goto(host.origin);
    // The form that is there without its script is not yet the one.
    await expect.poll(async () => (await heard(page, 'message')).length).toBeGreaterThan(0);
    expect(refused).toBe(1);
    await verify(framed, mobile, webhook);
    await expect(page.getByRole('button', { name: 'Register' })).toBeEnabled();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
}

test('a form that loses its page while it is there begins anew', async ({ framed, host, page }) => {
  await page.goto(host.origin);
  await framed.isAwake();
  await framed.mobile.fill('139');
  const post = page.waitForRequest((request) => request.method() === 'POST');
  await page.route(EMBED, (route) => route.fulfill({ status: 502, body: 'Bad Gateway' }), { times: 1 });
  // In another language it is another page, which brings along what was typed.
  await page.evaluate(() => (document.documentElement.lang = 'zh-CN'));
  await post;
  await expect(frames(page).contentFrame().getByText('Bad Gateway')).toBeVisible();
  await page.evaluate(() => (document.documentElement.lang = 'en'));
  await framed.isAwake();
  await expect(framed.mobile).toHaveValue('');
  await isEmpty(page);
});

test('the form of an older server beside this one, which does not greet, is not loaded again and again', async ({
  framed,
  host,
  page,
}) => {
  const greeting = /tell\(\{ready:true[^;]*;/;
  await page.route(/\/embed\/frame\.js/, async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    expect(body).toMatch(greeting);
    return route.fulfill({ response, body: body.replace(greeting, '') });
  });
  const asked: string[] = [];
  page.on('request', (request) => EMBED.test(request.url()) && asked.push(request.method()));
  await page.clock.install();
  await page.goto(host.origin);
  await framed.isAwake();
  await framed.mobile.fill('139');
  await page.evaluate(() => (document.documentElement.lang = 'zh-CN'));
  await expect(frames(page).contentFrame().locator('html')).toHaveAttribute('lang', 'zh-CN');
  const inside = frames(page).contentFrame().locator('#gate');
  await expect(inside).toHaveAttribute('data-awake');
  await page.clock.fastForward(60_000);
  await expect(frames(page).contentFrame().locator('#mobile')).toHaveValue('139');
  expect(asked).toEqual(['GET', 'POST']);
});

test('the tries leave no step in the history of the page', async ({ framed, host, page }) => {
  await page.goto(host.origin);
  await framed.isAwake();
  const steps = () => page.evaluate(() => history.length);
  const before = await steps();
  await page.evaluate(() => {
    document.documentElement.style.colorScheme = 'dark';
    document.querySelector<HTMLElement & { reset(): void }>('menshen-gate')?.reset();
  });
  await expect(frames(page).contentFrame().locator('html')).toHaveAttribute('data-theme', 'dark');
  await framed.isAwake();
  expect(await steps()).toBe(before);
});

test('the console says what is known, and of FRAME_ANCESTORS only where it can be the cause', async ({
  host,
  page,
}) => {
  const said: string[] = [];
  page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
  await page.clock.install();
  // A server that is not there at all never answers.
  await page.route(EMBED, () => {});
  await page.goto(host.origin, { waitUntil: 'commit' });
  await expect(frames(page)).toHaveCount(1);
  await page.clock.fastForward(31_000);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect.poll(() => said.filter((text) => !text.includes('favicon'))).toEqual([
    `Nothing came from ${host.gate}/embed. It is tried again.`,
  ]);
});
