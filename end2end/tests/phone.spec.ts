// What a phone and its person find: room above the keyboard, a code that comes by itself, focus and
// speech at each step, nothing that moves, both directions of writing.

import type { Locator, Page } from '@playwright/test';

import { pictureLoads } from '../support/picture';
import { languages, RegistrationPage } from '../support/registration-page';
import { getCode, wrong } from '../support/steps';
import { expect, isAccessible, test } from '../support/test';

const box = async (locator: Locator) => {
  const found = await locator.boundingBox();
  if (!found) throw new Error('nothing is to be seen there');
  return found;
};

/** From the top of the page, however far it is scrolled. */
const top = (of: Locator) => of.evaluate((it) => it.getBoundingClientRect().top + scrollY);

/** All of it is to be seen without scrolling. */
async function isInView(page: Page, ...all: Locator[]): Promise<void> {
  const high = await page.evaluate(() => innerHeight);
  for (const locator of all) {
    const { y, height } = await box(locator);
    expect(y, `${locator} at ${y}`).toBeGreaterThanOrEqual(0);
    expect(y + height, `${locator} down to ${y + height}`).toBeLessThanOrEqual(high);
  }
}

test.describe('above the keyboard of a small phone', () => {
  test.use({ viewport: { width: 360, height: 340 } });

  test('picture, field and button are all to be seen, and so are the code and its button', async ({
    form,
    mobile,
    page,
    webhook,
  }) => {
    await form.open();
    await form.imageCode.focus();
    await isInView(page, form.picture, form.imageCode, form.getCode);
    await form.askRightly(mobile);
    await webhook.next();
    await expect(form.smsCode).toBeFocused();
    await isInView(page, form.smsCode, form.resend, form.verify);
  });
});

test.describe('by the page\'s clock', () => {
  test.beforeEach(({ page }) => page.clock.install());

  test('a picture that is nearly over is renewed for who comes to its empty field, and for nobody else', async ({
    form,
    page,
  }) => {
    await form.open();
    const first = await form.pictureId();
    await page.clock.fastForward(50_000);
    await form.imageCode.focus();
    expect(await form.pictureId(), 'long enough').toBe(first);
    await form.mobile.focus();
    await page.clock.fastForward(15_000);
    await form.imageCode.focus();
    await form.pictureAfter(first);
    await expect(form.imageCode).toBeFocused();
    const second = await form.pictureId();
    await form.imageCode.fill('AC');
    await form.mobile.focus();
    await page.clock.fastForward(70_000);
    await form.imageCode.focus();
    expect(await form.pictureId(), 'not under an answer').toBe(second);
  });

  test('each event is said once, the countdown never, and the title says where one is', async ({
    form,
    mobile,
    page,
    webhook,
  }) => {
    await form.open();
    await page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      const live = '[role=status], [role=alert], [aria-live]';
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const place = target instanceof Element ? target : target.parentElement;
          const text = place?.closest(live)?.textContent;
          if (text) said.push(text);
        }
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said.splice(0));
    await form.getCode.click();
    await expect(form.mobile).toBeFocused();
    await expect(page).toHaveTitle('错误：手机号验证 · Menshen');
    expect(await said(), 'the focus says what is wrong with a field').toEqual([]);
    await form.askRightly(mobile);
    const { code } = await webhook.next();
    await expect(form.smsCode).toBeFocused();
    await expect(page).toHaveTitle('输入验证码 · Menshen');
    expect(await said()).toEqual(['短信已发送，请输入其中的 6 位数字。']);
    await page.clock.fastForward(30_000);
    await expect(form.resend).toHaveText('30 秒后重发');
    expect(await said()).toEqual([]);
    await page.clock.fastForward(31_000);
    await expect(form.resend).toHaveText('重新获取');
    expect(await said()).toEqual(['没有收到短信？现在可以重新获取。']);
    await form.smsCode.fill(code);
    await expect(form.verified).toBeFocused();
    await expect(page).toHaveTitle('手机号已验证 · Menshen');
    await expect(page.locator('h1:visible')).toHaveCount(1);
  });
});

/** Puts a store of messages in the browser's place. */
const withMessages = (page: Page) =>
  page.addInitScript(() => {
    const asked: { give: (code: string) => void; signal: AbortSignal }[] = [];
    Object.assign(window, { asked, OTPCredential: class {} });
    navigator.credentials.get = (options) =>
      new Promise((resolve) => {
        const give = (code: string) => resolve({ code } as unknown as Credential);
        asked.push({ give, signal: options?.signal as AbortSignal });
      });
  });

type Asked = { asked: { give: (code: string) => void; signal: AbortSignal }[] };

/** How often the browser was asked for a message. */
const asks = (page: Page) => page.evaluate(() => (window as unknown as Asked).asked.length);

test.describe('on a device that gets messages', () => {
  test.use({ hasTouch: true });

  test('a code that the browser has from the message is filled in and handed in once', async ({
    form,
    mobile,
    page,
    webhook,
  }) => {
    await withMessages(page);
    await form.open();
    const calls: string[] = [];
    page.on('request', (request) => /verify$/.test(request.url()) && calls.push(request.url()));
    await form.askRightly(mobile);
    const { code } = await webhook.next();
    await expect(form.smsCode).toBeFocused();
    await expect.poll(() => asks(page)).toBe(1);
    await page.evaluate((code) => (window as unknown as Asked).asked[0]?.give(code), code);
    await expect(form.verified).toBeVisible();
    expect(calls.length).toBe(1);
  });

  test('who types the code is not interrupted by one that comes later', async ({
    form,
    mobile,
    page,
    webhook,
  }) => {
    await withMessages(page);
    await getCode(form, mobile, webhook);
    await expect(form.smsCode).toBeFocused();
    await page.keyboard.type('12');
    const aborted = () => page.evaluate(() => (window as unknown as Asked).asked[0]?.signal.aborted);
    await expect.poll(aborted).toBe(true);
    await page.evaluate(() => (window as unknown as Asked).asked[0]?.give('654321'));
    await expect(form.smsCode).toHaveValue('12');
  });
});

// Chromium keeps no page that asked for messages, so that who goes back would load it again.
test('a browser without a finger on it is not asked for messages', async ({ form, mobile, page, webhook }) => {
  await withMessages(page);
  await form.tryCode(await getCode(form, mobile, webhook));
  await expect(form.verified).toBeVisible();
  expect(await asks(page)).toBe(0);
});

test('a code that was refused is not handed in again by itself, and the last try is the person\'s', async ({
  form,
  mobile,
  page,
  webhook,
}) => {
  const code = await getCode(form, mobile, webhook);
  const calls: string[] = [];
  page.on('request', (request) => /verify$/.test(request.url()) && calls.push(request.url()));
  for (const by of [1, 2, 3, 4]) {
    await form.smsCode.fill(wrong(code, by));
    await expect.poll(() => calls.length).toBe(by);
    await expect(form.smsCode).toHaveAttribute('aria-invalid');
    await expect(form.smsCode).toHaveAccessibleDescription(new RegExp(`还可试 ${5 - by} 次`));
    await form.smsCode.fill('');
    await form.smsCode.fill(wrong(code, by));
  }
  await form.smsCode.fill(code);
  await expect(page.locator('#code-hint')).toBeHidden();
  expect(calls.length).toBe(4);
  await form.verify.click();
  await expect(form.verified).toBeVisible();
});

test.describe('from right to left', () => {
  test.use({ locale: 'ar', viewport: { width: 360, height: 740 } });

  test('the page is mirrored around its middle, and numbers, codes and the picture are not', async ({
    page,
  }) => {
    await page.goto('/?lang=en');
    await page.locator('#gate[data-awake]').waitFor();
    await pictureLoads(page.locator('#picture'));
    const number = '.line:has(> #mobile)';
    const all = [number, '#picture', '#play-sound', '#new-picture', '#image_code', '#get-code'];
    const left = await Promise.all(all.map((id) => box(page.locator(id))));
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    for (const [at, id] of all.entries()) {
      const [{ x, y, width }, mirrored] = [left[at]!, await box(page.locator(id))];
      expect(Math.abs(360 - x - width - mirrored.x), id).toBeLessThanOrEqual(1);
      expect(Math.abs(y - mirrored.y), id).toBeLessThanOrEqual(1);
    }
    for (const id of ['#mobile', '#image_code', '#calling-code']) {
      await expect(page.locator(id)).toHaveCSS('direction', 'ltr');
    }
    // The calling code and its number are read as one.
    const [code, rest] = [await box(page.locator('#calling-code')), await box(page.locator('#mobile'))];
    expect(code.x + code.width).toBeLessThanOrEqual(rest.x);
    await expect(page.locator('#picture')).toHaveCSS('transform', 'none');
  });
});

test('nothing moves while a picture comes, fails or is over, nor with a word at its field', async ({
  form,
  page,
}) => {
  await page.clock.install();
  await page.addInitScript(() => {
    const shifts = window as unknown as { shift: number };
    shifts.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) {
        // What follows a click at once is expected by who clicked.
        if (!entry.hadRecentInput) shifts.shift += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await form.open();
  let isDown = true;
  await page.route('**/image_codes/**', (route) => (isDown ? route.abort() : route.continue()));
  const { y } = await box(form.getCode);
  await form.newPicture.click();
  await expect(page.locator('#try-again')).toBeVisible();
  expect((await box(form.getCode)).y).toBe(y);
  isDown = false;
  await page.locator('#try-again').click();
  await pictureLoads(form.picture);
  await expect(page.locator('#try-again')).toBeHidden();
  expect((await box(form.getCode)).y).toBe(y);
  const old = await form.pictureId();
  await page.clock.fastForward(101_000);
  await form.pictureAfter(old);
  expect((await box(form.getCode)).y).toBe(y);
  await form.imageCode.fill('AC');
  await page.clock.fastForward(101_000);
  await expect(form.imageCode).toHaveAttribute('aria-invalid');
  expect((await box(form.getCode)).y).toBe(y);
  expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBe(0);
});

for (const [locale, language] of [['zh-CN', 'zh'], ['en', 'en'], ['ar', 'ar']] as const) {
  test.describe(`the main button, ${locale}`, () => {
    test.use({ locale, viewport: { width: 360, height: 740 } });

    test('stays where it is when a word appears at a field', async ({ mobile, page, redis, webhook }, testInfo) => {
      const form = new RegistrationPage(page, redis, language);
      await page.clock.install();
      await form.open();
      const moves: Record<string, number> = {};
      let [button, place] = [form.getCode, await top(form.getCode)];
      const refused = async (field: Locator, what: string) => {
        await expect(field).toHaveAttribute('aria-invalid');
        moves[what] = (await top(button)) - place;
        await testInfo.attach(what, { body: await page.screenshot(), contentType: 'image/png' });
      };
      await form.getCode.click();
      await refused(form.mobile, 'no number');
      await form.ask('139', await form.readPicture());
      await refused(form.mobile, 'half a number');
      await form.ask(mobile, '');
      await refused(form.imageCode, 'no answer');
      const old = await form.pictureId();
      await form.ask(mobile, '3CACA3');
      await form.pictureAfter(old);
      await refused(form.imageCode, 'a wrong answer');
      await form.imageCode.fill('ACD');
      await page.clock.fastForward(101_000);
      await refused(form.imageCode, 'a picture that is over');
      await form.newPicture.click();
      await form.askRightly(mobile);
      const { code } = await webhook.next();
      await expect(form.smsCode).toBeFocused();
      [button, place] = [form.verify, await top(form.verify)];
      await form.smsCode.fill(wrong(code));
      await refused(form.smsCode, 'a wrong code');
      await form.smsCode.fill('12');
      await form.verify.click();
      await refused(form.smsCode, 'half a code');
      for (const [what, by] of Object.entries(moves)) expect(by, what).toBeLessThan(0.1);
    });
  });
}

test('in every language the main button stays where it is when a word appears at a field', async ({
  baseURL,
  browser,
  mobile,
  page,
}) => {
  test.slow();
  await page.goto('/');
  const all = await languages(page);
  expect(all.length).toBe(12);
  for (const language of all) {
    const context = await browser.newContext({ baseURL, viewport: { width: 360, height: 740 } });
    const visit = await context.newPage();
    await visit.clock.install();
    await visit.goto(`/?lang=${language}`);
    await visit.locator('#gate[data-awake]').waitFor();
    await pictureLoads(visit.locator('#picture'));
    const button = visit.locator('#get-code');
    const place = await top(button);
    const refused = async (field: string, what: string) => {
      await expect(visit.locator(`#${field}-error`), `${language}: ${what}`).not.toBeEmpty();
      expect.soft((await top(button)) - place, `${language}: ${what}`).toBeLessThan(0.1);
    };
    const asks = async (number: string, code: string) => {
      await visit.locator('#mobile').fill(number);
      await visit.locator('#image_code').fill(code);
      await button.click();
    };
    await button.click();
    await refused('mobile', 'no number');
    await asks('139', 'ACDEHJ');
    await refused('mobile', 'half a number');
    await asks(mobile, '');
    await refused('image_code', 'no answer');
    const old = await visit.locator('#picture').getAttribute('src');
    await asks(mobile, '3CACA3');
    await expect(visit.locator('#picture')).not.toHaveAttribute('src', old ?? '');
    await refused('image_code', 'a wrong answer');
    await visit.locator('#image_code').fill('ACD');
    const said = await visit.locator('#image_code-error').textContent();
    await visit.clock.fastForward(101_000);
    await expect(visit.locator('#image_code-error')).not.toHaveText(said ?? '');
    await refused('image_code', 'a picture that is over');
    await context.close();
  }
});

for (const forcedColors of ['active', 'none'] as const) {
  test(`without colours of its own (${forcedColors}), and on a dense screen, all of it is there`, async ({
    browser,
    menshen,
    redis,
  }) => {
    const context = await browser.newContext({
      baseURL: menshen.url,
      forcedColors,
      reducedMotion: 'reduce',
      deviceScaleFactor: 2,
      viewport: { width: 360, height: 740 },
    });
    const page = await context.newPage();
    const form = new RegistrationPage(page, redis, 'en');
    await page.goto('/?lang=en');
    await form.isAwake();
    // One file is sharp on every screen: a name has the same bytes for all who ask.
    const density = await form.picture.evaluate((img: HTMLImageElement) => img.naturalWidth / img.width);
    expect(density).toBe(2);
    await form.getCode.click();
    await expect(form.mobile).toBeFocused();
    for (const field of [form.mobile, form.imageCode]) {
      await expect(field).toHaveCSS('border-top-style', 'solid');
    }
    await expect(form.mobile).toHaveCSS('outline-style', 'solid');
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    // Where the browser puts its own colours in their place, axe reads those of the style sheet.
    if (forcedColors === 'none') await isAccessible(page);
    await context.close();
  });
}

test.describe('offline', () => {
  test.use({ locale: 'en' });

  test('is said on top, nothing that was typed is lost, and it ends by itself', async ({
    context,
    mobile,
    page,
    redis,
  }) => {
    const form = new RegistrationPage(page, redis, 'en');
    await form.open();
    await form.mobile.fill(mobile);
    await context.setOffline(true);
    const bar = page.getByRole('status').getByText("You're offline. What you typed is kept.");
    await expect(bar).toBeVisible();
    await expect(form.mobile).toHaveValue(mobile);
    await context.setOffline(false);
    await expect(bar).toBeHidden();
  });
});

test.describe('a site with a name, terms and a way on', () => {
  test.use({
    locale: 'en',
    settings: {
      SITE_NAME: 'Tea & Co',
      SITE_TERMS_URL: 'https://tea.example/terms',
      SITE_PRIVACY_URL: 'https://tea.example/privacy',
      SITE_CONSENT: 'box',
      SITE_CONTINUE_URL: 'https://tea.example/welcome',
      SITE_HELP_URL: 'mailto:help@tea.example',
      SITE_ACCENT: '#7a1f5c,#f0a6d2',
      SMS_COUNTRIES: 'CN,HK',
    },
  });

  test('asks for the tick before anything is sent, takes the chosen calling code, and leads back', async ({
    mobile,
    page,
    redis,
    webhook,
  }) => {
    const form = new RegistrationPage(page, redis, 'en');
    await form.open();
    await expect(page.getByText('Tea & Co', { exact: true })).toBeVisible();
    await expect(form.getCode).toHaveCSS('background-color', 'rgb(122, 31, 92)');
    await expect(page.getByRole('link', { name: "Can't read or hear it?" })).toBeVisible();
    const tick = page.getByRole('checkbox');
    await expect(tick).not.toBeChecked();
    const country = page.getByRole('combobox', { name: 'Country code' });
    await expect(country).toHaveValue('+86');
    await expect(country.locator('option')).toHaveText(['+86 China', '+852 Hong Kong']);
    await form.askRightly(mobile);
    await expect(tick).toBeFocused();
    await expect(tick).toHaveAccessibleDescription('Agree first, then get the code.');
    await isAccessible(page);
    expect(webhook.count).toBe(0);
    await tick.check();
    await country.selectOption('+852');
    await form.mobile.fill('9123 4567');
    await form.getCode.click();
    const { code, mobile: sent } = await webhook.next();
    expect(sent).toBe('+85291234567');
    await expect(page.getByText('Sent to \u2066+852 9123 4567\u2069')).toBeVisible();
    await form.tryCode(code);
    const on = page.getByRole('link', { name: 'Continue to Tea & Co' });
    await expect(on).toHaveAttribute('href', 'https://tea.example/welcome');
  });
});
