// The form in another site's page where something does not load.

import { fits, holds, test } from '../support/embedding';
import { expect } from '../support/test';

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
  await framed.ask(mobile, '3CACA3');
  await framed.isRefusedAt(framed.imageCode, 'Not quite. Read the new picture.');
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
  await holds(page);
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
