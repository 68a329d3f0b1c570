// A network that is slow, or goes away in the middle.

import { pictureLoads } from '../support/picture';
import { expect, test } from '../support/test';

test('while the picture is on its way its place is kept, and nothing moves when it comes', async ({
  form,
  page,
}) => {
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/image_codes/**', async (route) => {
    await late;
    await route.continue();
  });
  await page.addInitScript(() => {
    const shifts = window as unknown as { shift: number };
    shifts.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        shifts.shift += (entry as unknown as { value: number }).value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/');
  await expect(page.locator('#gate')).toHaveAttribute('data-awake');
  const before = await form.getCode.boundingBox();
  expect((await page.locator('.frame:has(#picture)').boundingBox())?.height).toBeGreaterThan(60);
  arrive();
  await pictureLoads(form.picture);
  expect(await form.getCode.boundingBox()).toEqual(before);
  expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBe(0);
});

test('offline in the middle: words at once, and a new picture by itself when it is over', async ({
  context,
  form,
  mobile,
  page,
  webhook,
}) => {
  await form.open();
  const imageCode = await form.readPicture();
  const old = await form.pictureId();
  await context.setOffline(true);
  await form.ask(mobile, imageCode);
  await expect(page.getByText('网络连接失败，请检查网络后再试')).toBeVisible();
  await expect(page.getByText('图片没有加载出来，请换一张')).toBeVisible();
  await expect(form.mobile).toHaveValue(mobile);
  await context.setOffline(false);
  await form.pictureAfter(old);
  await expect(page.getByText('图片没有加载出来，请换一张')).toBeHidden();
  await form.askRightly(mobile);
  await webhook.next();
  await expect(page.getByText('网络连接失败，请检查网络后再试')).toBeHidden();
  expect(webhook.count).toBe(1);
});

test('a picture that fails offers another try, which may succeed', async ({ form, page }) => {
  // Until the person asks: the page looks by itself whether it may ask again, and would.
  let isDown = true;
  await page.route('**/image_codes/**', (route) => (isDown ? route.abort() : route.continue()));
  await page.goto('/');
  await expect(page.getByText('图片没有加载出来，请换一张')).toBeVisible();
  const place = await page.locator('.frame:has(#picture)').boundingBox();
  expect(place?.height).toBeGreaterThan(60);
  isDown = false;
  await form.newPicture.click();
  await pictureLoads(form.picture);
  await expect(page.getByText('图片没有加载出来，请换一张')).toBeHidden();
  expect(await page.locator('.frame:has(#picture)').boundingBox()).toEqual(place);
});

test('a first visit asks for each file once, and for one picture', async ({ form, page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await form.open();
  const kinds = asked.map((path) => (/\.(\w+)$/.exec(path) ?? /^\/(\w*)/.exec(path))?.[1]);
  // Chromium asks for the icon when it pleases.
  const counted = kinds.filter((kind) => kind !== 'svg').sort();
  expect(counted).toEqual(['', 'css', 'image_codes', 'js', 'wasm']);
});
