// The contract of front ends that were there before: a picture under a name that the page makes,
// one GET for the message, always status 200 with `code` and `errmsg`.

import type { Locator, Page } from '@playwright/test';

import { pictureId, pictureLoads, readPicture } from '../support/picture';
import { SeedSite } from '../support/seed-site';
import { expect, test as base } from '../support/test';

const test = base.extend<{ known: SeedSite; unknown: SeedSite }>({
  /** A site that the operator has named. */
  known: async ({}, use) => {
    const site = await SeedSite.start();
    await use(site);
    await site.stop();
  },
  /** One that nobody has named. */
  unknown: async ({}, use) => {
    const site = await SeedSite.start();
    await use(site);
    await site.stop();
  },
  settings: async ({ known }, use) => use({ CORS_ORIGINS: known.origin }),
});

/** The older page, by what stands on it. */
class OldPage {
  readonly mobile: Locator;
  readonly imageCode: Locator;
  readonly picture: Locator;
  readonly newPicture: Locator;
  readonly getCode: Locator;
  readonly tip: Locator;

  constructor(private readonly page: Page) {
    this.mobile = page.getByLabel('手机号');
    this.imageCode = page.getByLabel('图形验证码');
    this.picture = page.getByAltText('图形验证码');
    this.newPicture = page.getByRole('button', { name: '换一张' });
    this.getCode = page.getByRole('button', { name: '获取短信验证码' });
    this.tip = page.getByRole('status');
  }

  /** Shows the site's page, which calls the server at `host`. */
  async open(site: SeedSite, host: string): Promise<void> {
    site.host = host;
    await this.page.goto(site.origin);
    await pictureLoads(this.picture);
  }

  /** Asks for the message and gives back the server's answer, as it is. */
  async ask(mobile: string, imageCode: string): Promise<{ status: number; body: unknown }> {
    await this.mobile.fill(mobile);
    await this.imageCode.fill(imageCode);
    const answer = this.page.waitForResponse('**/sms_codes/**');
    await this.getCode.click();
    const response = await answer;
    return { status: response.status(), body: await response.json() };
  }
}

test('an older page on a named origin gets pictures, refusals and a message', async ({
  known,
  menshen,
  mobile,
  page,
  redis,
  webhook,
}) => {
  const old = new OldPage(page);
  await old.open(known, menshen.url);

  const text = await readPicture(old.picture, redis);
  expect(await old.ask(mobile, '3CACA3')).toEqual({
    status: 200,
    body: { code: 400, errmsg: '图片验证码错误' },
  });
  await expect(old.tip).toHaveText('图片验证码错误');

  // That was the one try for this picture.
  expect(await old.ask(mobile, text)).toEqual({
    status: 200,
    body: { code: 400, errmsg: '图片验证码已过期' },
  });
  await expect(old.tip).toHaveText('图片验证码已过期');
  expect(webhook.count).toBe(0);

  await old.newPicture.click();
  const next = await readPicture(old.picture, redis);
  expect(await old.ask(mobile, next.toLowerCase())).toEqual({
    status: 200,
    body: { code: 0, errmsg: 'ok' },
  });
  await expect(old.tip).toHaveText('短信验证码已发送');
  expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
  expect(webhook.count).toBe(1);
});

test('a page on an origin that is not named can not read the answer', async ({
  menshen,
  mobile,
  page,
  unknown,
}) => {
  const old = new OldPage(page);
  // An image is shown wherever it comes from; only its reading is guarded.
  await old.open(unknown, menshen.url);
  await old.mobile.fill(mobile);
  await old.imageCode.fill('3CACA3');
  await old.getCode.click();
  await expect(old.tip).toHaveText('请求失败');
});

test('what a browser fetches by itself for any page sends nothing and spends nothing', async ({
  menshen,
  mobile,
  page,
  redis,
  unknown,
  webhook,
}) => {
  const old = new OldPage(page);
  await old.open(unknown, menshen.url);
  const text = await readPicture(old.picture, redis);
  const id = await pictureId(old.picture);
  const address = `${menshen.url}/sms_codes/${mobile}/?image_code=${text}&image_code_id=${id}`;
  await page.evaluate(async (address) => {
    const fetches = (tag: string, name: string, more: Record<string, string> = {}) =>
      new Promise((done) => {
        const element = document.createElement(tag);
        element.onload = element.onerror = done;
        for (const [key, value] of Object.entries({ ...more, [name]: address })) {
          element.setAttribute(key, value);
        }
        document.body.append(element);
      });
    await fetches('img', 'src');
    await fetches('img', 'src', { crossorigin: '' });
    await fetches('script', 'src');
    await fetches('link', 'href', { rel: 'stylesheet' });
    await fetches('link', 'href', { rel: 'prefetch' });
    // None of the answers can be read.
    await fetch(address, { mode: 'no-cors' }).catch(() => {});
    await fetch(address).catch(() => {});
  }, address);
  expect(await redis.pictureText(id)).toBe(text);
  expect(webhook.count).toBe(0);

  // Typed into the address bar, as a developer does.
  await page.goto(address);
  await expect(page.getByText('{"code":0,"errmsg":"ok"}')).toBeVisible();
  expect(webhook.count).toBe(1);
  await old.open(unknown, menshen.url);
});
