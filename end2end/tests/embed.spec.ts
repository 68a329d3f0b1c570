// The form in another site's page: the example of the README, on another origin.

import { join } from 'node:path';

import type { FrameLocator, Page } from '@playwright/test';

import { example, HostSite } from '../support/host-site';
import { RegistrationPage } from '../support/registration-page';
import { expect, isAccessible, test as base } from '../support/test';

const SECRET = 'what-the-host-site-shows';

interface Fixtures {
  host: HostSite;
  /** Whose pages the operator has named; by default the host's. */
  ancestors: string;
  frame: FrameLocator;
  /** The form in the frame, in English as the page around it. */
  framed: RegistrationPage;
}

const test = base.extend<Fixtures>({
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
});

// As high as two forms, so that nothing has to be scrolled: a click that comes at once after a
// scroll is given to the frame that was at that place before.
const height = 1800;
test.use({ viewport: { width: 1280, height } });

test.beforeEach(({ host, menshen }) => {
  Object.assign(host, { gate: menshen.url, secret: SECRET });
});

/** Keeps what the page is told: events with the field's value at that time, and all messages. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (window !== top) return;
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    for (const name of ['menshen-ticket', 'menshen-expired']) {
      addEventListener(name, (event) => {
        const field = document.querySelector<HTMLInputElement>('menshen-gate input')?.value;
        const { ticket, expires } = (event as CustomEvent).detail ?? {};
        heard.push({ name, field, ticket, life: expires && +expires - Date.now() });
      });
    }
    addEventListener('message', ({ origin, data }) => heard.push({ name: 'message', origin, data }));
  });
}

type Heard = { name: string; field?: string; ticket?: string; life?: number; origin?: string };

const heard = async (page: Page, name: string): Promise<Heard[]> =>
  (await page.evaluate(() => (window as unknown as { heard: Heard[] }).heard)).filter(
    (news) => news.name === name,
  );

/** The flow in the frame, to its end. */
async function verify(framed: RegistrationPage, mobile: string, code: () => Promise<string>) {
  await framed.isAwake();
  await framed.askRightly(mobile);
  await framed.tryCode(await code());
  await expect(framed.verified).toBeVisible();
}

/** The frame is as high as what is in it. */
async function fits(page: Page): Promise<void> {
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

test('both READMEs have the same example', () => {
  expect(example('README.md').html).toContain('<menshen-gate');
  expect(example('README.zh-CN.md')).toEqual(example('README.md'));
});

test('the ticket comes as an event and in the form, and the back end redeems it once', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await listen(page);
  await page.goto(host.origin);
  const register = page.getByRole('button', { name: 'Register' });
  await expect(register).toBeDisabled();
  await page.getByLabel('Name').fill('Lin');
  await verify(framed, mobile, async () => (await webhook.next()).code);
  await expect(register).toBeEnabled();

  const field = page.locator('menshen-gate > input[type=hidden]');
  await expect(field).toHaveAttribute('name', 'ticket');
  const ticket = await field.inputValue();
  expect(ticket).toMatch(/^[\w-]{43}$/);
  const [news, ...more] = await heard(page, 'menshen-ticket');
  expect(more).toEqual([]);
  expect(news).toMatchObject({ field: ticket, ticket });
  expect(news?.life).toBeGreaterThan(560_000);
  expect(news?.life).toBeLessThanOrEqual(600_000);
  // Nothing of the page's address or of the number has come along.
  for (const { origin } of await heard(page, 'message')) expect(origin).toBe(host.gate);

  const [answer] = await Promise.all([page.waitForResponse('**/register'), register.click()]);
  expect(await answer.json()).toEqual({ name: 'Lin', mobile: `+86${mobile}` });
  const again = await page.request.post(`${host.origin}/register`, { form: { ticket } });
  expect(again.status()).toBe(403);
  await page.close();
});

test('by keyboard alone, from the field before the frame to the button after it', async ({
  frame,
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await page.goto(host.origin);
  await framed.isAwake();
  await page.getByLabel('Name').focus();
  await page.keyboard.type('Lin');
  await page.keyboard.press('Tab');
  await expect(framed.mobile).toBeFocused();
  await page.keyboard.type(mobile);
  await page.keyboard.press('Tab');
  await page.keyboard.type('00000');
  await page.keyboard.press('Enter');
  await framed.isRefusedAt(framed.imageCode, 'That is not what the picture says. Read the new one.');
  await page.keyboard.type(await framed.readPicture());
  await page.keyboard.press('Enter');
  const { code } = await webhook.next();
  await expect(framed.smsCode).toBeFocused();
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expect(framed.verified).toBeVisible();
  await expect(frame.locator('#verified')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Register' })).toBeFocused();
  const [answer] = await Promise.all([
    page.waitForResponse('**/register'),
    page.keyboard.press('Enter'),
  ]);
  expect(await answer.json()).toEqual({ name: 'Lin', mobile: `+86${mobile}` });
  await page.close();
});

test.describe('on a page that the operator has not named', () => {
  test.use({ ancestors: 'self,https://www.example.com' });

  test('there is no form, a word instead of it, and not one message', async ({
    browser,
    host,
  }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await listen(page);
    await page.goto(host.origin);
    await expect(page.getByRole('alert')).toHaveText(/^The phone verification did not load\./);
    await expect(page.getByText('Or call us.')).toBeVisible();
    expect(said.join()).toContain('frame-ancestors');
    expect(said.join()).toContain(`has to name ${host.origin}`);
    expect(await heard(page, 'message')).toEqual([]);
    await expect(page.getByRole('button', { name: 'Register' })).toBeDisabled();
    await isAccessible(page);
    await context.close();
  });
});

test.describe('on a named page beside another one', () => {
  test.use({ ancestors: async ({ host }, use) => use(`${host.origin},https://www.example.com`) });

  for (const [whom, parent] of [
    ['nobody', ''],
    ['a page that is not named', 'https://evil.example'],
    ['the other one', 'https://www.example.com'],
  ]) {
    test(`a frame that was made for ${whom} tells it nothing`, async ({
      framed,
      host,
      mobile,
      page,
      webhook,
    }) => {
      const frame = `<iframe title="form" src="${host.gate}/embed?lang=en&parent=${parent}"`;
      host.change = (html) =>
        html.replace(/<menshen-gate.*<\/menshen-gate>/, `${frame} height="700"></iframe>`);
      await listen(page);
      await page.goto(host.origin);
      const inside = new RegistrationPage(page, framed.redis, 'en', page.frameLocator('iframe'));
      await verify(inside, mobile, async () => (await webhook.next()).code);
      await expect(inside.ticket).toHaveValue(/^[\w-]{43}$/);
      expect(await heard(page, 'message')).toEqual([]);
    });
  }
});

test('what others say is not believed', async ({ frame, framed, host, page }) => {
  await page.goto(host.origin);
  await framed.isAwake();
  // What the page says afterwards would undo it.
  const root = frame.locator('html');
  await root.evaluate((root) => {
    const note = () => root.dataset.theme === 'dark' && (root.dataset.believed = 'true');
    new MutationObserver(note).observe(root, { attributeFilter: ['data-theme'] });
  });
  await page.evaluate(() => {
    const news = { menshen: { ticket: 'forged', life: 600, height: 9 } };
    postMessage(news, '*');
    // Within a shadow root it is not among the frames of the page.
    const gate = document.querySelector('menshen-gate')?.shadowRoot?.querySelector('iframe');
    Object.assign(window, { gate: gate?.contentWindow });
    const other = document.body.appendChild(document.createElement('iframe'));
    other.title = 'another frame';
    other.srcdoc = `<html lang="en"><title>x</title><script>
      parent.postMessage(${JSON.stringify(news)}, '*');
      parent.gate.postMessage({ menshen: { theme: 'dark', lang: 'en' } }, '*');
      parent.told = true;
    </script></html>`;
  });
  await page.waitForFunction(() => (window as unknown as { told?: boolean }).told);
  // A message of the page itself comes after those.
  await page.locator('menshen-gate').evaluate((gate) => gate.setAttribute('theme', 'light'));
  await expect(root).toHaveAttribute('data-theme', 'light');
  await expect(root).not.toHaveAttribute('data-believed');
  await expect(page.locator('menshen-gate > input')).toHaveValue('');
  await fits(page);
});

test('two forms on one page keep to themselves', async ({ host, mobile, page, redis, webhook }) => {
  host.change = (html) =>
    html.replace('</body>', '<menshen-gate name="second"></menshen-gate></body>');
  await page.goto(host.origin);
  const gates = page.locator('menshen-gate');
  const [first, second] = [gates.nth(0), gates.nth(1)];
  const in_first = first.locator('iframe').contentFrame();
  await expect(second.locator('iframe').contentFrame().locator('#mobile')).toBeVisible();
  await verify(new RegistrationPage(page, redis, 'en', in_first), mobile, async () => (await webhook.next()).code);
  await expect(first.locator('> input')).toHaveValue(/^[\w-]{43}$/);
  await expect(second.locator('> input')).toHaveValue('');
  // Each of the two has a landmark, both of one name: what such a page has to put up with.
  await page.close();
});

test('a frame that was led elsewhere is not believed', async ({ framed, host, page }) => {
  await page.goto(host.origin);
  await framed.isAwake();
  const news = JSON.stringify({ menshen: { ticket: 'forged', life: 600 } });
  await page.evaluate((news) => {
    const frame = document.querySelector('menshen-gate')?.shadowRoot?.querySelector('iframe');
    if (!frame) return;
    addEventListener('message', ({ source }) => {
      if (source === frame.contentWindow) Object.assign(window, { told: true });
    });
    frame.srcdoc = `<html lang="en"><title>x</title><script>parent.postMessage(${news}, '*')</script></html>`;
  }, news);
  await page.waitForFunction(() => (window as unknown as { told?: boolean }).told);
  await expect(page.locator('menshen-gate > input')).toHaveValue('');
  await page.close();
});

test('a form that is taken out of the page leaves nothing behind, and one that is put back begins anew', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await page.goto(host.origin);
  await verify(framed, mobile, async () => (await webhook.next()).code);
  const field = page.locator('form input[type=hidden]');
  await expect(field).toHaveValue(/^[\w-]{43}$/);
  const out = await page.evaluateHandle(() => {
    const gate = document.querySelector('menshen-gate') as HTMLElement;
    const place = gate.parentElement;
    gate.remove();
    return { gate, place };
  });
  expect(await out.evaluate(({ gate }) => gate.querySelectorAll('input').length)).toBe(0);
  await out.evaluate(({ gate, place }) => place?.append(gate));
  await expect(field).toHaveCount(1);
  await expect(field).toHaveValue('');
  await framed.isAwake();
});

test('the frame is as high as its content at every step, on wide pages and on narrow ones', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await page.setViewportSize({ width: 1024, height });
  await page.goto(host.origin);
  await framed.isAwake();
  await fits(page);
  await framed.getCode.click();
  await expect(framed.mobile).toBeFocused();
  await fits(page);
  await page.setViewportSize({ width: 320, height });
  await fits(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await framed.askRightly(mobile);
  const { code } = await webhook.next();
  await fits(page);
  const full = await page.locator('menshen-gate').boundingBox();
  await framed.tryCode(code);
  await expect(framed.verified).toBeVisible();
  await fits(page);
  const end = await page.locator('menshen-gate').boundingBox();
  expect(end?.height).toBeLessThan((full?.height ?? 0) / 2);
});

test('colours follow the element, the page and the system, also while they change', async ({
  frame,
  framed,
  host,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  host.change = (html) =>
    html.replace('<meta name="color-scheme" content="light dark">', '').replace(
      '</head>',
      '<link rel="stylesheet" href="data:text/css,.night{color-scheme:dark}.both{color-scheme:light dark}"></head>',
    );
  await page.goto(host.origin);
  await framed.isAwake();
  const html = frame.locator('html');
  const gate = page.locator('menshen-gate');
  // A page that says nothing is light.
  await expect(html).toHaveCSS('color-scheme', 'light');
  const change = (change: string) => page.evaluate(change);
  await change("document.documentElement.className = 'night'");
  await expect(html).toHaveCSS('color-scheme', 'dark');
  await change("document.documentElement.className = 'both'");
  await expect(html).toHaveAttribute('data-theme', 'system');
  const colour = () => frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const dark = await colour();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(colour).not.toBe(dark);
  await gate.evaluate((element) => element.setAttribute('theme', 'dark'));
  await expect.poll(colour).toBe(dark);
  await gate.evaluate((element) => element.removeAttribute('theme'));
  await expect.poll(colour).not.toBe(dark);
  // Nothing that was typed would have been lost, and no choice was kept for other pages.
  expect(await page.context().cookies()).toEqual([]);
  await page.close();
});

test('the language follows the page, with what is typed and the wait', async ({
  frame,
  framed,
  host,
  mobile,
  page,
  redis,
  webhook,
}) => {
  // The browser speaks Chinese, the page English.
  await page.goto(host.origin);
  await framed.isAwake();
  const iframe = page.locator('menshen-gate iframe');
  await expect(iframe).toHaveAttribute('title', 'Verify your phone');
  await expect(frame.locator('html')).toHaveAttribute('lang', 'en');
  // What the server says, too.
  await framed.ask('12345', 'ACD36');
  await framed.isRefusedAt(framed.mobile, 'This is not a mobile number. Check the digits.');

  const speak = (lang: string) =>
    page.evaluate((lang) => (document.documentElement.lang = lang), lang);
  const chinese = new RegistrationPage(page, redis, 'zh', frame);
  await speak('zh-CN');
  await chinese.isAwake();
  await expect(iframe).toHaveAttribute('title', '手机号验证');
  await expect(chinese.mobile).toHaveValue('12345');
  await chinese.askRightly(mobile);
  const { code } = await webhook.next();
  await expect(chinese.wait).toBeVisible();
  await speak('en');
  await framed.isAwake();
  await expect(framed.wait).toBeVisible();
  await expect(framed.getCode).toBeDisabled();
  await framed.tryCode(code);
  await expect(framed.verified).toBeVisible();
  await expect(page.locator('menshen-gate > input')).toHaveValue(/^[\w-]{43}$/);
  await speak('zh-CN');
  await expect(page.locator('menshen-gate > input')).toHaveValue(/^[\w-]{43}$/);
});

test('when the ticket has expired the field is empty and the form begins anew', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await listen(page);
  await page.clock.install();
  await page.goto(host.origin);
  await verify(framed, mobile, async () => (await webhook.next()).code);
  const field = page.locator('menshen-gate > input');
  const register = page.getByRole('button', { name: 'Register' });
  await page.clock.fastForward(585_000);
  await expect(field).toHaveValue(/^[\w-]{43}$/);
  await expect(register).toBeEnabled();
  await page.clock.fastForward(20_000);
  await expect(field).toHaveValue('');
  await expect(register).toBeDisabled();
  expect(await heard(page, 'menshen-expired')).toEqual([{ name: 'menshen-expired', field: '' }]);
  await framed.isAwake();
  await expect(framed.mobile).toHaveValue('');
});

test('a page with the strictest policies shows it, and resets it', async ({
  browser,
  host,
  mobile,
  redis,
  webhook,
}) => {
  host.headers = {
    'content-security-policy':
      `default-src 'none'; script-src 'self' ${host.gate}; frame-src ${host.gate}; ` +
      "form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'autoplay=()',
  };
  const context = await browser.newContext();
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(host.origin);
  const frame = page.frameLocator('menshen-gate iframe');
  const framed = new RegistrationPage(page, redis, 'en', frame);
  await verify(framed, mobile, async () => (await webhook.next()).code);
  const field = page.locator('menshen-gate > input');
  await expect(field).toHaveValue(/^[\w-]{43}$/);
  const register = page.getByRole('button', { name: 'Register' });
  await expect(register).toBeEnabled();
  // The browser looks for an icon in its own name.
  expect(said.filter((text) => !text.includes('favicon'))).toEqual([]);
  await page.evaluate(() => document.querySelector<HTMLElement & { reset(): void }>('menshen-gate')?.reset());
  await expect(field).toHaveValue('');
  // Without a ticket there is nothing to send.
  await expect(register).toBeDisabled();
  await framed.isAwake();
  await context.close();
});

test('a page that loads the script twice has one form and no error', async ({
  framed,
  host,
  page,
}) => {
  const script = `<script src="${host.gate}/embed.js"></script>`;
  // Once more before it, and once more when the form is there.
  host.change = (html) => html.replace('</head>', `${script}</head>`);
  await page.goto(host.origin);
  await framed.isAwake();
  await framed.mobile.fill('139');
  await page.addScriptTag({ url: `${host.gate}/embed.js?again` });
  await expect(page.locator('menshen-gate iframe')).toHaveCount(1);
  await expect(page.locator('menshen-gate > input')).toHaveCount(1);
  await expect(framed.mobile).toHaveValue('139');
});

test('when the island can not be loaded, the plain forms in the frame serve without a cookie', async ({
  frame,
  framed,
  host,
  mobile,
  page,
  redis,
  webhook,
}) => {
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto(host.origin);
  const read = async () => {
    const picture = frame.locator('#plain-picture img');
    await expect(picture).toBeVisible();
    const src = (await picture.getAttribute('src')) ?? '';
    const id = src.replace('/image_codes/', '');
    await expect.poll(() => redis.pictureText(id)).not.toBeNull();
    return (await redis.pictureText(id)) ?? '';
  };
  await read();
  await framed.ask(mobile, '00000');
  await framed.isRefusedAt(framed.imageCode, 'That is not what the picture says. Read the new one.');
  await expect(framed.mobile).toHaveValue(mobile);
  await fits(page);
  await framed.ask(mobile, await read());
  const { code } = await webhook.next();
  await expect(framed.smsCode).toBeFocused();
  await framed.tryCode(code === '000000' ? '000001' : '000000');
  await framed.isRefusedAt(
    framed.smsCode,
    'That code is wrong or no longer valid. Check the newest message, or get a new code.',
  );
  await expect(framed.wait).toBeVisible();
  await framed.tryCode(code);
  await expect(framed.verified).toBeVisible();
  await expect(page.locator('menshen-gate > input')).toHaveValue(/^[\w-]{43}$/);
  expect(await page.context().cookies()).toEqual([]);
});

test('when the server does not answer, the page says so in its own language', async ({
  browser,
  host,
}) => {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  host.change = (html) => html.replace('lang="en"', 'lang="zh-CN"');
  await page.route(/\/embed\?/, (route) => route.abort());
  await page.clock.install();
  await page.goto(host.origin);
  await page.clock.fastForward(31_000);
  await expect(page.getByRole('alert')).toHaveText(/^手机号验证没有加载出来/);
  await context.close();
});

for (const [screen, width, scheme] of [
  ['phone', 360, 'light'],
  ['desktop', 800, 'dark'],
] as const) {
  test(`what it looks like, ${screen}`, async ({ framed, host, mobile, page, webhook }) => {
    await page.setViewportSize({ width, height });
    const state = async (name: string) => {
      await fits(page);
      await isAccessible(page);
      if (!process.env.SCREENSHOTS) return;
      await page.emulateMedia({ colorScheme: scheme });
      const path = join(__dirname, '../screenshots', `${screen}-embed-${name}.png`);
      await page.screenshot({ path, fullPage: true });
    };
    await page.goto(host.origin);
    await framed.isAwake();
    await state('first');
    const old = await framed.pictureId();
    // By keyboard: a picture of the whole page leaves Chromium's mouse beside the frame for a moment.
    await framed.mobile.fill(mobile);
    const answer = async (code: string) => {
      await framed.imageCode.fill(code);
      await framed.imageCode.press('Enter');
    };
    await answer('00000');
    await framed.pictureAfter(old);
    await expect(framed.imageCode).toHaveAttribute('aria-invalid');
    await state('wrong-picture-code');
    await answer(await framed.readPicture());
    const { code } = await webhook.next();
    await expect(framed.wait).toBeVisible();
    await state('sent');
    await framed.smsCode.fill(code);
    await framed.smsCode.press('Enter');
    await expect(framed.verified).toBeVisible();
    await state('verified');
  });
}
