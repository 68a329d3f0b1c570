// What the form looks like in another site's page: size, colours, language.

import { join } from 'node:path';

import { fits, height, holds, isEmpty, test, verify } from '../support/embedding';
import { RegistrationPage } from '../support/registration-page';
import { expect, isAccessible } from '../support/test';

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
  const full = await page.locator('menshen-gate').boundingBox();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await framed.askRightly(mobile);
  const { code } = await webhook.next();
  await fits(page);
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

test('the frame has the colour behind it where all stands out there, and else a ground of its own', async ({
  frame,
  framed,
  host,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(host.origin);
  await framed.isAwake();
  const ground = () => frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const paint = (css: string, what = 'body') =>
    page.locator(what).evaluate((element: HTMLElement, css) => (element.style.cssText = css), css);
  const [white, card] = ['rgb(255, 255, 255)', 'rgb(31, 33, 36)'];
  for (const [css, colour] of [
    ['background: #f4f2ee', 'rgb(244, 242, 238)'],
    ['background: #777', white],
    ['background: linear-gradient(#fff, #eee)', white],
    ['background: oklch(0.97 0.01 90)', white],
    ['color-scheme: dark; background: #101418', 'rgb(16, 20, 24)'],
    // As light as the words would be.
    ['color-scheme: dark; background: #fafafa', card],
  ] as const) {
    await paint(css);
    await expect.poll(ground, css).toBe(colour);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await paint('color: #fff; background: #101418; transition: background-color 50ms', 'form');
  await paint('color-scheme: dark');
  await expect.poll(ground).toBe('rgb(16, 20, 24)');
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
  await framed.ask('12345', 'ACD369');
  await framed.isRefusedAt(framed.mobile, 'Not a mobile number. Check the digits.');

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
  await expect(framed.resend).toBeDisabled();
  await framed.tryCode(code);
  await expect(framed.verified).toBeVisible();
  await holds(page);
  await speak('zh-CN');
  await holds(page);
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
  await verify(framed, mobile, webhook);
  await holds(page);
  const register = page.getByRole('button', { name: 'Register' });
  await expect(register).toBeEnabled();
  // The browser looks for an icon in its own name.
  expect(said.filter((text) => !text.includes('favicon'))).toEqual([]);
  await page.evaluate(() => document.querySelector<HTMLElement & { reset(): void }>('menshen-gate')?.reset());
  await isEmpty(page);
  // Without a ticket there is nothing to send.
  await expect(register).toBeDisabled();
  await framed.isAwake();
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
    await answer('3CACA3');
    await framed.pictureAfter(old);
    await expect(framed.imageCode).toHaveAttribute('aria-invalid');
    await state('wrong-picture-code');
    await answer(await framed.readPicture());
    const { code } = await webhook.next();
    await expect(framed.wait).toBeVisible();
    await state('sent');
    await framed.smsCode.fill(code);
    await expect(framed.verified).toBeVisible();
    await state('verified');
  });
}
