// Where the browser works in the place of a picture: nothing but the number and the button, and a picture as soon as
// one is asked for.

import type { Page } from '@playwright/test';

import { asksFor, fillMobile, send } from '../support/challenge';
import { holds, test as embedded } from '../support/embedding';
import { readPicture, readPlainPicture } from '../support/picture';
import { expect, test } from '../support/test';

/** With as little memory as a setting allows: it is to be shown that it is done, not how long it takes. */
const WORK = { CHALLENGE: 'work', SMS_WORK_MEMORY: '8' };
const PHONE = { width: 360, height: 740 };

/** The status of each send, as they are answered. */
function sends(page: Page): number[] {
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (/\/api\/page\/sms-codes$/.test(new URL(response.url()).pathname)) statuses.push(response.status());
  });
  return statuses;
}

/** Types the number and waits until the work for it is done. */
async function worksFor(page: Page, mobile: string): Promise<void> {
  const begun = page.waitForEvent('worker');
  await fillMobile(page, mobile);
  const worker = await begun;
  // It may have ended meanwhile.
  if (page.workers().includes(worker)) await worker.waitForEvent('close');
}

const LANGUAGES = [
  { locale: 'zh-CN', words: /设备会自动完成验证/, button: '获取短信验证码' },
  { locale: 'en', words: /Your device does a short check/, button: 'Get code' },
  { locale: 'ar', words: /يجري جهازك فحصًا قصيرًا/, button: 'إرسال الرمز' },
];

for (const { locale, words, button } of LANGUAGES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${locale}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme, settings: WORK, viewport: PHONE });

      test('the page asks for the number alone, and the first send brings the work', async ({
        mobile,
        page,
        webhook,
      }, testInfo) => {
        const statuses = sends(page);
        await page.goto('/');
        await asksFor(page, 'work');
        for (const id of ['#picture', '#play-sound', '#new-picture', '#by-characters', '.icon']) {
          for (const found of await page.locator(`#send-form ${id}`).all()) await expect(found).toBeHidden();
        }
        await expect(page.getByRole('textbox')).toHaveCount(1);
        const ask = page.getByRole('button', { name: button, exact: true });
        await expect(ask).toHaveAccessibleDescription(words);
        await expect(page.locator('#picture-order')).toBeVisible();
        await testInfo.attach('the page', { body: await page.screenshot(), contentType: 'image/png' });

        await worksFor(page, mobile);
        await ask.click();
        expect((await webhook.next()).code).toMatch(/^\d{6}$/);
        await expect(page.locator('#sms_code')).toBeFocused();
        expect(statuses).toEqual([200]);
      });
    });
  }
}

test.describe('work alone', () => {
  test.use({ locale: 'en', settings: WORK, viewport: PHONE });

  test('by keyboard, and for who is faster than the work', async ({ mobile, page, webhook }) => {
    await page.goto('/');
    await asksFor(page, 'work');
    await page.locator('#mobile').focus();
    await page.keyboard.type(mobile);
    await page.keyboard.press('Tab');
    await expect(page.locator('#get-code')).toBeFocused();
    await page.keyboard.press('Enter');
    expect((await webhook.next()).code).toMatch(/^\d{6}$/);
  });

  test('is done anew for another number', async ({ mobile, page, webhook }) => {
    const statuses = sends(page);
    await page.goto('/');
    await asksFor(page, 'work');
    await worksFor(page, mobile.replace(/\d$/, (digit) => `${(Number(digit) + 1) % 10}`));
    await worksFor(page, mobile);
    await send(page);
    expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
    await expect(page.locator('#sms_code')).toBeFocused();
    expect(statuses).toEqual([200]);
  });

  test('that is not done is waited for, and a picture can be read in its place', async ({
    mobile,
    page,
    redis,
    webhook,
  }) => {
    await page.route('**/work/worker.js', () => {});
    await page.goto('/');
    await asksFor(page, 'work');
    const begun = page.waitForRequest('**/work/worker.js');
    await fillMobile(page, mobile);
    await begun;
    await send(page);
    await expect(page.getByRole('status').filter({ hasText: 'Checking your device' })).toBeVisible();
    await page.getByRole('button', { name: 'Read a picture instead' }).click();
    await readsSecond(page, redis);
    await webhook.next();
  });

  test('that the browser can not do gives way to a picture', async ({ mobile, page, redis, webhook }) => {
    await page.route('**/work/argon2id.wasm*', (route) => route.abort());
    await page.goto('/');
    await asksFor(page, 'work');
    await fillMobile(page, mobile);
    await send(page);
    await expect(page.getByText("This browser can't run the check.")).toBeVisible();
    await readsSecond(page, redis);
    await webhook.next();
  });

  test('is not done over and over for nobody, but for who types or sends', async ({
    menshen: { url },
    mobile,
    page,
    redis,
    webhook,
  }) => {
    const statuses = sends(page);
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/challenges/') && asked.push(request.url()));
    let workers = 0;
    page.on('worker', () => (workers += 1));
    await page.clock.install();
    await page.goto(url);
    const picture = await asksFor(page, 'work');
    const name = () => picture.getAttribute('data-name');
    const first = (await name()) ?? '';
    const typed = page.waitForEvent('worker');
    await fillMobile(page, mobile.replace(/\d$/, (digit) => `${(Number(digit) + 1) % 10}`));
    await page.clock.runFor(1000);
    await typed;
    for (let life = 0; life < 3; life += 1) await page.clock.runFor(101_000);
    expect([await name(), asked.length, workers]).toEqual([first, 0, 1]);

    const again = page.waitForEvent('worker');
    await fillMobile(page, mobile);
    await expect(picture).not.toHaveAttribute('data-name', first);
    await expect.poll(() => asked.length).toBe(1);
    await page.clock.runFor(1000);
    await again;
    const second = (await name()) ?? '';
    await page.clock.runFor(101_000);
    await page.clock.runFor(101_000);
    expect([await name(), asked.length, workers]).toEqual([second, 1, 2]);

    // What it has worked for is of no use any more.
    for (const old of [first, second]) await redis.forget(old);
    let work = () => {};
    const may = new Promise<void>((resolve) => (work = resolve));
    await page.route('**/work/worker.js', async (route) => {
      await may;
      await route.continue();
    });
    await send(page);
    await expect(page.getByRole('status').filter({ hasText: 'Checking your device' })).toBeVisible();
    await expect(page.locator('#get-code')).toHaveText('Sending…');
    expect(await name()).not.toBe(second);
    expect(webhook.count).toBe(0);
    work();
    expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
    await expect(page.locator('#sms_code')).toBeFocused();
    expect([asked.length, workers, statuses]).toEqual([2, 3, [200]]);
    await page.clock.runFor(1000);
    expect(workers, 'none for what is sent').toBe(3);
  });

  test('for another message no picture is spoken of', async ({ menshen: { url }, mobile, page, webhook }) => {
    await page.clock.install();
    await page.goto(url);
    await asksFor(page, 'work');
    await fillMobile(page, mobile);
    await page.clock.runFor(1000);
    await send(page);
    await webhook.next();
    await page.clock.fastForward(61_000);
    await page.locator('#resend').click();
    await asksFor(page, 'work');
    await expect(page.locator('#get-code')).toBeFocused();
    await expect(page.getByText('Read one more picture')).toBeHidden();
  });
});

/** Reads the second picture and hands it in. */
async function readsSecond(page: Page, redis: { pictureText(id: string): Promise<string | null> }) {
  const field = page.locator('#second_image_code');
  await expect(field).toBeFocused();
  const address = (await page.locator('#second-picture').getAttribute('src')) ?? '';
  const id = /image_codes\/([0-9a-f-]+)/.exec(address)?.[1] ?? '';
  await expect.poll(() => redis.pictureText(id)).not.toBeNull();
  await field.fill((await redis.pictureText(id)) ?? '');
  await field.press('Enter');
}

test.describe('when pressure rises meanwhile', () => {
  test.use({ locale: 'en', settings: { ...WORK, IMAGE_CODE_WRONG_PER_10_MINUTES: '1' }, viewport: PHONE });

  test('the picture comes in place, and what was typed stays', async ({ mobile, page, redis, webhook }, testInfo) => {
    await page.goto('/');
    const name = await (await asksFor(page, 'work')).getAttribute('data-name');
    await fillMobile(page, mobile);
    // Somebody at this address guesses, and time takes away what the page was told of.
    const guessed = crypto.randomUUID();
    await page.request.get(`/image_codes/${guessed}`);
    await page.request.post('/api/v1/sms-codes', {
      data: { mobile, image_code: 'AAAAAA', image_code_id: guessed },
    });
    await redis.forget(name ?? '');
    await send(page);
    const picture = await asksFor(page, 'text');
    await expect(picture).toBeVisible();
    await expect(page.locator('#mobile')).toHaveValue(mobile);
    await expect(page.locator('#image_code')).toBeFocused();
    await expect(page.locator('#play-sound')).toBeVisible();
    await testInfo.attach('the picture', { body: await page.screenshot(), contentType: 'image/png' });
    await page.locator('#image_code').fill(await readPicture(picture, redis));
    await send(page);
    await webhook.next();
  });
});

test.describe('when a send has to bring more', () => {
  test.use({ locale: 'en', settings: { ...WORK, SMS_STEP_UP: 'challenge' }, viewport: PHONE });

  test('a picture comes below, and what was typed stays', async ({ mobile, page, redis, webhook }) => {
    await page.goto('/');
    await asksFor(page, 'work');
    await worksFor(page, mobile);
    await send(page);
    await readsSecond(page, redis);
    await webhook.next();
    await expect(page.locator('#sent-to')).toContainText(mobile.slice(-4));
  });
});

for (const locale of ['zh-CN', 'en', 'ar']) {
  test.describe(`without scripts, ${locale}`, () => {
    test.use({ locale, javaScriptEnabled: false, settings: WORK, viewport: PHONE });

    test('the page shows a picture', async ({ mobile, page, redis, webhook }, testInfo) => {
      await page.goto('/');
      const code = await readPlainPicture(page, redis);
      await testInfo.attach('the page', { body: await page.screenshot(), contentType: 'image/png' });
      await fillMobile(page, mobile);
      await page.locator('#image_code').fill(code);
      await send(page);
      expect((await webhook.next()).code).toMatch(/^\d{6}$/);
    });
  });
}

embedded.describe('in a frame', () => {
  embedded.use({
    settings: async ({ ancestors }, use) =>
      use({ ...WORK, FRAME_ANCESTORS: ancestors }),
  });

  embedded('the number is all that is typed', async ({ frame, framed, host, mobile, page, webhook }) => {
    await page.goto(host.origin);
    await asksFor(frame, 'work');
    await fillMobile(frame, mobile);
    await frame.locator('#mobile').press('Enter');
    await framed.tryCode((await webhook.next()).code);
    await expect(framed.verified).toBeVisible();
    await holds(page);
  });
});
