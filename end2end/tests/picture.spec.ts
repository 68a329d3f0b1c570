// The picture: where it comes from, how to get another one, and what a wrong answer does to it.

import { pictureLoads } from '../support/picture';
import { expect, test } from '../support/test';

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('the first visit shows a picture under a version-4 UUID and a form that is awake', async ({
  form,
}) => {
  await form.page.goto('/');
  await expect(form.picture).toBeVisible();
  await pictureLoads(form.picture);
  expect(await form.pictureId()).toMatch(VERSION_4);
  await expect(form.verify, 'one step at a time').toBeHidden();
  for (const button of [form.getCode, form.newPicture, form.playSound]) {
    await expect(button).toBeEnabled();
  }
});

test('each load of the page has a picture of its own', async ({ form, page }) => {
  const load = async (action: () => Promise<unknown>) => {
    const [response] = await Promise.all([page.waitForResponse('**/image_codes/**'), action()]);
    await form.isAwake();
    return { id: await form.pictureId(), bytes: await response.body() };
  };
  const first = await load(() => page.goto('/'));
  const second = await load(() => page.reload());
  expect(second.id).toMatch(VERSION_4);
  expect(second.id).not.toBe(first.id);
  expect(second.bytes.equals(first.bytes)).toBe(false);
});

test.describe('another picture comes', () => {
  test.beforeEach(async ({ form }) => {
    await form.open();
    await form.imageCode.fill('half typed');
  });

  test.afterEach('and what was typed for the old one is gone', async ({ form }) => {
    expect(await form.pictureId()).toMatch(VERSION_4);
    await expect(form.imageCode).toHaveValue('');
  });

  test('after a click on the picture, as long as nothing is typed for it', async ({ form }) => {
    const old = await form.pictureId();
    await form.picture.click();
    expect(await form.pictureId(), 'who enlarges it loses nothing').toBe(old);
    await expect(form.imageCode).toHaveValue('half typed');
    await form.imageCode.fill('');
    await form.picture.click();
    await form.pictureAfter(old);
  });

  test('after a click on the button beside it', async ({ form }) => {
    const old = await form.pictureId();
    await form.newPicture.click();
    await form.pictureAfter(old);
  });
});

test('a wrong picture code is told at its field, with a new picture and no message', async ({
  form,
  mobile,
  redis,
  webhook,
}) => {
  await form.open();
  const old = await form.pictureId();
  // Never the answer: no code has this word in it.
  await form.ask(mobile, '3CACA3');
  await form.isRefusedAt(form.imageCode, '图片验证码错误');
  await form.pictureAfter(old);
  await expect(form.imageCode).toHaveValue('');
  await expect(form.mobile).toHaveValue(mobile);
  expect(await redis.pictureText(old), 'the old picture is spent').toBeNull();
  expect(webhook.count).toBe(0);
});

test('a letter that no picture has is told, and picture and answer stay', async ({
  form,
  mobile,
  webhook,
}) => {
  await form.open();
  const [id, text] = [await form.pictureId(), await form.readPicture()];
  for (const [typed, words] of [
    [`F${text.slice(1)}`, '这张图片里没有“F”，请再看一遍'],
    [text.slice(1), '这张图片有 6 个字符，请核对后重新输入'],
  ] as const) {
    await form.ask(mobile, typed);
    await form.isRefusedAt(form.imageCode, words);
    await expect(form.imageCode).toHaveValue(typed);
    expect(await form.pictureId()).toBe(id);
  }
  await form.imageCode.fill(text);
  await form.getCode.click();
  expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
});

test('a refused phone number leaves picture and answer as they are', async ({
  form,
  mobile,
  webhook,
}) => {
  await form.open();
  await form.askRightly('12345');
  await form.isRefusedAt(form.mobile, '手机号格式不正确，请检查后重新输入');
  await form.mobile.fill(mobile);
  await form.getCode.click();
  expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
});

test('after a wrong picture code the new picture can be solved', async ({
  form,
  mobile,
  webhook,
}) => {
  await form.open();
  const old = await form.pictureId();
  await form.ask(mobile, '3CACA3');
  await form.pictureAfter(old);
  await form.askRightly(mobile);
  expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
  // Where the code is waited for, nobody sees it.
  await expect(form.page.locator('#image_code')).not.toHaveAttribute('aria-invalid');
});

test.describe('when the life of a picture is over', () => {
  test.beforeEach(({ page }) => page.clock.install());

  test('another one comes by itself while nothing is typed', async ({ form, page }) => {
    await form.open();
    const old = await form.pictureId();
    await page.clock.fastForward('01:40');
    await form.pictureAfter(old);
    await expect(form.imageCode).not.toHaveAttribute('aria-invalid');
    expect(await form.readPicture()).not.toBe('');
  });

  test('what is being typed stays, with a word about the end', async ({
    form,
    mobile,
    page,
    redis,
    webhook,
  }) => {
    await form.open();
    await form.imageCode.fill('ACD369');
    const old = await form.pictureId();
    await form.mobile.focus();
    await page.clock.fastForward('01:40');
    await expect(form.imageCode).toHaveAccessibleDescription(/^这张图片已过期，请换一张/);
    await expect(form.imageCode).toHaveValue('ACD369');
    await expect(form.mobile).toBeFocused();
    expect(await form.pictureId()).toBe(old);

    // Handed in all the same, it is refused by the server.
    await redis.forget(old);
    await form.ask(mobile, 'ACD369');
    await form.isRefusedAt(form.imageCode, '图片验证码已过期');
    await form.pictureAfter(old);
    await expect(form.imageCode).toHaveValue('');
    expect(webhook.count).toBe(0);
  });
});

test.describe('when an address may get one picture in a minute', () => {
  test.use({ settings: { IMAGE_CODES_PER_MINUTE: '1' } });

  test('words stand in place of the second one', async ({ form, page }) => {
    await form.open();
    await form.newPicture.click();
    await expect(page.getByText(/^图片没有加载出来，约 \d+ 秒后会自动换一张$/)).toBeVisible();
    await expect(form.picture).toBeHidden();
  });

  test('another one comes by itself once, when the time for it has come', async ({
    form,
    page,
    redis,
  }) => {
    await page.clock.install();
    await form.open();
    await form.newPicture.click();
    const failed = page.locator('#picture-failed');
    await expect(failed).toHaveText(/会自动换一张$/);
    await expect(failed).toHaveRole('status');
    const refused = await form.pictureId();
    await redis.forgetCounts();
    await form.mobile.focus();
    await page.clock.fastForward('01:16');
    await form.pictureAfter(refused);
    await expect(failed).toBeEmpty();
    await expect(page.locator('#picture-back')).toHaveText('图片已加载');
    await expect(form.mobile).toBeFocused();
  });

  test('one that is refused again is not asked for any more', async ({ form, page }) => {
    await page.clock.install();
    await form.open();
    await form.newPicture.click();
    await expect(page.getByText(/会自动换一张$/)).toBeVisible();
    const refused = await form.pictureId();
    await page.clock.fastForward('01:16');
    await expect(page.getByText('图片没有加载出来，请换一张')).toBeVisible();
    const last = await form.pictureId();
    expect(last).not.toBe(refused);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    // The life of a picture is longer.
    await page.clock.fastForward('01:20');
    expect(await form.pictureId()).toBe(last);
    expect(requests).toEqual([]);
  });
});
