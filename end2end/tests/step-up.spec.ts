// What a send is asked for beside its picture: the browser's work, or a second picture.

import type { Locator, Page } from '@playwright/test';

import { fillMobile, send } from '../support/challenge';
import { pictureLoads, readPicture, readPlainPicture } from '../support/picture';
import type { Redis } from '../support/redis';
import { RegistrationPage } from '../support/registration-page';
import { expect, test } from '../support/test';

const WORDS = {
  zh: {
    title: '再确认一次',
    answer: '第二张图片的答案',
    again: '答案不对或已过期，已换一张，请看新的图片',
    instead: '改看一张图片',
    failed: '此浏览器无法完成确认，请改看一张图片',
    working: '正在确认，只需几秒…',
  },
  en: {
    title: 'One more check',
    answer: 'Answer to the second picture',
    again: 'That is not what the picture says, or it came too late. Read the new one.',
    instead: 'Read a picture instead',
    failed: "This browser can't run the check. Read one more picture instead.",
    working: 'Checking your device. This takes a few seconds…',
  },
};
type Language = keyof typeof WORDS;

/** The second picture, its field, and what it is about. */
class Second {
  readonly field: Locator;
  readonly picture: Locator;
  readonly title: Locator;

  constructor(
    page: Page,
    readonly redis: Redis,
    language: Language = 'zh',
  ) {
    this.field = page.getByRole('textbox', { name: WORDS[language].answer, exact: true });
    this.title = page.getByRole('heading', { name: WORDS[language].title, exact: true });
    this.picture = page.locator('#second-picture');
  }

  async id(): Promise<string> {
    const address = (await this.picture.getAttribute('src')) ?? '';
    return /\/image_codes\/([0-9a-f-]+)/.exec(address)?.[1] ?? '';
  }

  async read(): Promise<string> {
    await pictureLoads(this.picture);
    return (await this.redis.pictureText(await this.id())) ?? '';
  }
}

for (const language of ['zh', 'en'] as const) {
  test.describe(`a second picture, ${language}`, () => {
    test.use({ locale: language, settings: { SMS_STEP_UP: 'challenge' } });

    test('is read in place, by keyboard, and what was typed stays', async ({
      mobile,
      page,
      redis,
      webhook,
    }) => {
      const form = new RegistrationPage(page, redis, language);
      const second = new Second(page, redis, language);
      await form.open();
      await expect(second.title).toBeHidden();
      const answer = await form.readPicture();
      await form.ask(mobile, answer);
      await expect(second.title).toBeVisible();
      await expect(second.field).toBeFocused();
      await expect(form.mobile).toHaveValue(mobile);
      await expect(form.imageCode).toHaveValue(answer);
      await page.keyboard.type(await second.read());
      await page.keyboard.press('Enter');
      await form.tryCode((await webhook.next()).code);
      await expect(form.verified).toBeVisible();
    });

    test('that was read wrong is followed by another one, and so is one that can not be read', async ({
      mobile,
      page,
      redis,
      webhook,
    }) => {
      const form = new RegistrationPage(page, redis, language);
      const second = new Second(page, redis, language);
      await form.open();
      await form.askRightly(mobile);
      const [first] = [await second.id(), await second.read()];
      await second.field.fill('3CACA3');
      await second.field.press('Enter');
      await form.isRefusedAt(second.field, WORDS[language].again);
      await expect(second.field).toHaveValue('');
      const next = await second.id();
      expect(next).not.toBe(first);
      await page.locator('#other-second').click();
      await expect.poll(() => second.id()).not.toBe(next);
      await expect(second.field).toBeFocused();
      await expect(second.field).not.toHaveAttribute('aria-invalid');
      await second.field.fill(await second.read());
      await form.getCode.click();
      await webhook.next();
      await expect(second.title).toBeHidden();
      await expect(form.smsCode).toBeFocused();
    });
  });

  test.describe(`work, ${language}`, () => {
    test.use({ locale: language, settings: { SMS_STEP_UP: 'work' } });

    test('is done by the browser itself, which loads what it takes only then', async ({
      mobile,
      page,
      redis,
      webhook,
    }) => {
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
      const form = new RegistrationPage(page, redis, language);
      await form.open();
      expect(loaded.filter((path) => path.startsWith('/work/'))).toEqual([]);
      await form.askRightly(mobile);
      await form.tryCode((await webhook.next()).code);
      await expect(form.verified).toBeVisible();
      expect(page.workers()).toEqual([]);
    });

    test('is said to go on, and gives way to a picture where the person wants one', async ({
      mobile,
      page,
      redis,
      webhook,
    }) => {
      await page.route('**/work/worker.js', () => {});
      const form = new RegistrationPage(page, redis, language);
      const second = new Second(page, redis, language);
      await form.open();
      await form.askRightly(mobile);
      await expect(page.getByRole('status').filter({ hasText: WORDS[language].working })).toBeVisible();
      await expect(second.field).toBeHidden();
      await page.getByRole('button', { name: WORDS[language].instead }).click();
      await expect(second.field).toBeFocused();
      await second.field.fill(await second.read());
      await second.field.press('Enter');
      await webhook.next();
      await expect(second.title).toBeHidden();
    });

    for (const lacking of ['worker.js', 'argon2id.wasm*']) {
      test(`gives way to a picture where there is no ${lacking}`, async ({
        mobile,
        page,
        redis,
        webhook,
      }) => {
        await page.route(`**/work/${lacking}`, (route) => route.abort());
        const form = new RegistrationPage(page, redis, language);
        const second = new Second(page, redis, language);
        await form.open();
        await form.askRightly(mobile);
        await expect(page.getByText(WORDS[language].failed)).toBeVisible();
        await expect(second.field).toBeFocused();
        await second.field.fill(await second.read());
        await second.field.press('Enter');
        await webhook.next();
        await expect(second.title).toBeHidden();
      });
    }
  });
}

test.describe('work for a number that changes meanwhile', () => {
  test.use({ settings: { SMS_STEP_UP: 'work' } });

  test('is none, and the next send is asked for its own', async ({ form, mobile, page, webhook }) => {
    let hangs = true;
    await page.route('**/work/worker.js', (route) => (hangs ? undefined : route.continue()));
    await form.open();
    await form.askRightly(mobile.replace(/.$/, ''));
    await form.isRefusedAt(form.mobile, /手机号/);
    await form.askRightly(mobile);
    await expect(page.getByText(WORDS.zh.working)).toBeVisible();
    await form.mobile.fill(`+86 ${mobile}`);
    await expect(page.getByText(WORDS.zh.working)).toBeHidden();
    hangs = false;
    await form.getCode.click();
    await webhook.next();
  });
});

const READ_ALL = 'Start at the dot and go clockwise.';
const READ_MARKED = 'Go clockwise from the dot. Type only the characters marked like the tick in the middle.';

/** The order of kinds, what the first picture says, the second, and how long the answer to that may be. */
const SECONDS = [
  { order: 'pick,text', first: READ_MARKED, then: READ_ALL, alt: /type the characters you see/, code: /^\w{6}$/ },
  { order: 'motion', first: /Look at the moving dots/, then: READ_ALL, alt: /type the characters you see/, code: /^\w{6}$/ },
];

for (const { order, first, then, alt, code } of SECONDS) {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(`a second picture after ${order}, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () => {
      test.use({ javaScriptEnabled, locale: 'en', settings: { CHALLENGE: order, SMS_STEP_UP: 'challenge' } });

      test('is spoken of in the words of its own kind', async ({ mobile, page, redis, webhook }) => {
        const second = new Second(page, redis, 'en');
        await page.goto('/');
        const answer = await (javaScriptEnabled
          ? readPicture(await shownPicture(page), redis)
          : readPlainPicture(page, redis));
        await expect(page.locator('#picture-order')).toContainText(first);
        await fillMobile(page, mobile);
        await page.locator('#image_code').fill(answer);
        await send(page);
        await expect(second.field).toBeFocused();
        await expect(second.field).toHaveAccessibleDescription(then);
        await expect(page.locator('#second-order')).toHaveText(then);
        await expect(second.picture).toHaveAttribute('alt', alt);
        await expect.poll(async () => redis.pictureText(await second.id())).toMatch(code);
        await second.field.fill((await redis.pictureText(await second.id())) ?? '');
        await second.field.press('Enter');
        await webhook.next();
      });
    });
  }
}

/** The first picture, once it is there. */
async function shownPicture(page: Page): Promise<Locator> {
  await expect(page.locator('#gate')).toHaveAttribute('data-awake');
  await expect(page.locator('#picture')).toHaveAttribute('src');
  return page.locator('#picture');
}

for (const asked of ['work', 'challenge']) {
  test.describe(`${asked} without JavaScript`, () => {
    test.use({ javaScriptEnabled: false, settings: { SMS_STEP_UP: asked } });

    test('is a second picture, and what was typed stays', async ({ form, mobile, page, redis, webhook }) => {
      const second = new Second(page, redis);
      await page.goto('/');
      await expect(second.title).toBeHidden();
      const plain = page.locator('#plain-picture img');
      const address = (await plain.getAttribute('src')) ?? '';
      const read = async (id: string) => {
        await expect.poll(() => redis.pictureText(id)).not.toBeNull();
        return (await redis.pictureText(id)) ?? '';
      };
      const answer = await read(address.split('/').pop() ?? '');
      await form.ask(mobile, answer);
      await expect(second.title).toBeVisible();
      await expect(second.field).toBeFocused();
      await expect(form.mobile).toHaveValue(mobile);
      await expect(form.imageCode).toHaveValue(answer);
      await expect(plain).toHaveAttribute('src', address);

      await read(await second.id());
      await second.field.fill('3CACA3');
      await second.field.press('Enter');
      await form.isRefusedAt(second.field, WORDS.zh.again);
      const wrong = await second.id();
      await page.locator('#other-second').click();
      await expect.poll(() => second.id()).not.toBe(wrong);
      await second.field.fill(await read(await second.id()));
      await second.field.press('Enter');
      const { code } = await webhook.next();
      await expect(form.wait).toBeVisible();
      await expect(second.title).toBeHidden();
      await form.tryCode(code);
      await expect(form.verified).toBeVisible();
    });
  });
}

test.describe('a page that wakes late', () => {
  test.use({ settings: { SMS_STEP_UP: 'challenge' } });

  test('goes on with the second picture of the plain form', async ({ form, mobile, page, redis, webhook }) => {
    const second = new Second(page, redis);
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto('/');
    const plain = page.locator('#plain-picture img');
    await expect(plain).toBeVisible();
    const id = ((await plain.getAttribute('src')) ?? '').split('/').pop() ?? '';
    await expect.poll(() => redis.pictureText(id)).not.toBeNull();
    await form.ask(mobile, (await redis.pictureText(id)) ?? '');
    await expect(second.field).toBeVisible();
    const asked = await second.id();
    await page.unroute('**/*.wasm');
    await page.reload();
    await form.isAwake();
    await expect(second.field).toBeVisible();
    expect(await second.id()).toBe(asked);
    await form.imageCode.fill(await form.readPicture());
    await second.field.fill(await second.read());
    await second.field.press('Enter');
    await webhook.next();
  });
});
