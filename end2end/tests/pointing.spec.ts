// Pictures that are clicked or slid: with a mouse, a finger, a keyboard, and without scripts.

import {
  asksFor,
  at,
  drawPiece,
  drawPieceByFinger,
  fillMobile,
  offsetOf,
  PHONE,
  placeButton,
  placesOf,
  send,
  sendByFinger,
  typeByFinger,
} from '../support/challenge';
import { readPicture, readPlainPicture } from '../support/picture';
import { expect, test } from '../support/test';

const WORDS = [
  { locale: 'zh-CN', place: '第 1 行第 1 列', order: /依次点选四个图案/, chosen: '已点选 4 个，共 4 个' },
  { locale: 'en', place: 'Row 1, column 1', order: /in that order/, chosen: '4 of 4 clicked' },
  { locale: 'ar', place: 'الصف 1، العمود 1', order: /بترتيب أرقامها/, chosen: 'نُقر 4 من 4' },
];

for (const { locale, place, order, chosen } of WORDS) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`clicks, ${locale}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme, settings: { CHALLENGE: 'click' }, viewport: { width: 420, height: 900 } });

      test('with a mouse: each place is marked, and all in their order are good for a message', async ({
        mobile,
        page,
        redis,
        webhook,
      }) => {
        await page.goto('/');
        const picture = await asksFor(page, 'click');
        const places = placesOf(await readPicture(picture, redis));
        await expect(page.locator('#picture-order')).toHaveText(order);
        await expect(page.locator('#places button').first()).toHaveAccessibleName(place);
        for (const [n, target] of places.entries()) {
          const { x, y } = await at(picture, target);
          await page.mouse.click(x, y);
          await expect(placeButton(page, target)).toHaveAttribute('data-place', String(n + 1));
        }
        await expect(page.locator('#chosen')).toHaveText(chosen);
        await fillMobile(page, mobile);
        await send(page);
        expect((await webhook.next()).code).toMatch(/^\d{6}$/);
      });
    });
  }
}

test.describe('clicks', () => {
  test.use({ locale: 'en', settings: { CHALLENGE: 'click' }, viewport: { width: 420, height: 900 } });

  test('with a keyboard: a place is a button, and the last one can be taken back', async ({
    mobile,
    page,
    redis,
    webhook,
  }) => {
    await page.goto('/');
    const places = placesOf(await readPicture(await asksFor(page, 'click'), redis));
    const [first = ''] = places;
    await fillMobile(page, mobile);
    await page.locator('#mobile').press('Tab');
    await expect(page.locator('#places button').first()).toBeFocused();
    await placeButton(page, first).press('Enter');
    await page.locator('#undo').press('Enter');
    await expect(page.locator('#chosen')).toBeEmpty();
    await expect(page.locator('#places [aria-pressed="true"]')).toHaveCount(0);
    for (const target of places) await placeButton(page, target).press('Space');
    await send(page);
    expect((await webhook.next()).code).toMatch(/^\d{6}$/);
  });

  test('a wrong order is told, and the next picture begins with no place clicked', async ({
    mobile,
    page,
    redis,
  }) => {
    await page.goto('/');
    const picture = await asksFor(page, 'click');
    const places = placesOf(await readPicture(picture, redis));
    const before = await picture.getAttribute('src');
    for (const target of places.reverse()) await placeButton(page, target).click();
    await fillMobile(page, mobile);
    await send(page);
    await expect(page.locator('#image_code-error')).not.toBeEmpty();
    await expect(picture).not.toHaveAttribute('src', before ?? '');
    await expect(page.locator('#places button').first()).toBeFocused();
    await expect(page.locator('#places [aria-pressed="true"]')).toHaveCount(0);
  });

  test('who does not see it copies characters instead, which have a sound', async ({
    mobile,
    page,
    redis,
    webhook,
  }) => {
    await page.goto('/');
    const picture = await asksFor(page, 'click');
    await expect(page.locator('#play-sound')).toBeHidden();
    const before = await picture.getAttribute('src');
    await page.locator('#by-characters').click();
    await expect(picture).not.toHaveAttribute('src', before ?? '');
    await asksFor(page, 'text');
    await expect(page.locator('#play-sound')).toBeVisible();
    await fillMobile(page, mobile);
    await page.locator('#image_code').fill(await readPicture(picture, redis));
    await send(page);
    expect((await webhook.next()).code).toMatch(/^\d{6}$/);
  });
});

test.describe('clicks by a finger', () => {
  test.use({ ...PHONE, locale: 'zh-CN', settings: { CHALLENGE: 'click' } });

  test('each place is at least 44 pixels large', async ({ mobile, page, redis, webhook }) => {
    await page.goto('/');
    const places = placesOf(await readPicture(await asksFor(page, 'click'), redis));
    for (const target of places) {
      const box = await placeButton(page, target).boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
      await placeButton(page, target).tap();
    }
    await typeByFinger(page, 'mobile', mobile);
    await sendByFinger(page);
    expect((await webhook.next()).code).toMatch(/^\d{6}$/);
  });
});

for (const locale of ['zh-CN', 'en', 'ar']) {
  test.describe(`clicks without scripts, ${locale}`, () => {
    test.use({ locale, javaScriptEnabled: false, settings: { CHALLENGE: 'click' }, viewport: { width: 420, height: 900 } });

    test('each place sends the form, and the page keeps those that were clicked', async ({
      mobile,
      page,
      redis,
      webhook,
    }) => {
      await page.goto('/');
      const places = placesOf(await readPlainPicture(page, redis));
      await fillMobile(page, mobile);
      for (const [n, target] of places.entries()) {
        await placeButton(page, target).click();
        await expect(placeButton(page, target)).toHaveAttribute('data-place', String(n + 1));
      }
      await page.locator('#undo').click();
      await expect(page.locator('#places [aria-pressed="true"]')).toHaveCount(3);
      await placeButton(page, places[3] ?? '').click();
      await send(page);
      expect((await webhook.next()).code).toMatch(/^\d{6}$/);
    });
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`slides, ${colorScheme}`, () => {
    test.use({ locale: 'ar', colorScheme, settings: { CHALLENGE: 'slide' }, viewport: { width: 420, height: 900 } });

    test('with a mouse: the piece is drawn to its gap', async ({ mobile, page, redis, webhook }) => {
      await page.goto('/');
      const picture = await asksFor(page, 'slide');
      const offset = offsetOf(await readPicture(picture, redis));
      await expect(page.locator('#picture-order')).toHaveText('حرّك القطعة إلى مكانها.');
      await fillMobile(page, mobile);
      await drawPiece(page, page, offset);
      await send(page);
      expect((await webhook.next()).code).toMatch(/^\d{6}$/);
    });
  });
}

test.describe('slides, zh-CN', () => {
  test.use({ locale: 'zh-CN', settings: { CHALLENGE: 'slide' }, viewport: { width: 420, height: 900 } });

  test('with a keyboard: the slider is a range', async ({ mobile, page, redis, webhook }) => {
    await page.goto('/');
    const offset = offsetOf(await readPicture(await asksFor(page, 'slide'), redis));
    await expect(page.locator('#picture-order')).toHaveText('拖动滑块，移到缺口处');
    await fillMobile(page, mobile);
    await page.locator('#mobile').press('Tab');
    const slider = page.locator('#slider');
    await expect(slider).toBeFocused();
    for (let n = 0; n < offset; n++) await slider.press('ArrowRight');
    await expect(page.locator('#image_code')).toHaveValue(String(offset));
    await send(page);
    expect((await webhook.next()).code).toMatch(/^\d{6}$/);
  });
});

test.describe('slides, en', () => {
  test.use({ locale: 'en', settings: { CHALLENGE: 'slide' }, viewport: { width: 420, height: 900 } });

  test('a piece that is beside its gap is told, and as guesses are cheap, characters come next', async ({
    mobile,
    page,
    redis,
  }) => {
    await page.goto('/');
    const offset = offsetOf(await readPicture(await asksFor(page, 'slide'), redis));
    await expect(page.locator('#picture-order')).toHaveText('Move the piece to its gap.');
    await fillMobile(page, mobile);
    await drawPiece(page, page, offset > 100 ? offset - 20 : offset + 20);
    await send(page);
    await expect(page.locator('#image_code-error')).not.toBeEmpty();
    await asksFor(page, 'text');
    await expect(page.locator('#image_code')).toBeFocused();
    await expect(page.locator('#image_code')).toHaveValue('');
  });
});

test.describe('slides by a finger', () => {
  // So low that the page scrolls.
  test.use({ ...PHONE, locale: 'en', settings: { CHALLENGE: 'slide' }, viewport: { width: 360, height: 400 } });

  test('the piece follows it, and the page stays where it is', async ({ mobile, page, redis, webhook }) => {
    await page.goto('/');
    const offset = offsetOf(await readPicture(await asksFor(page, 'slide'), redis));
    await typeByFinger(page, 'mobile', mobile);
    await page.locator('#piece').evaluate((piece) => piece.scrollIntoView({ block: 'center' }));
    const scrolled = () => page.evaluate(() => scrollY);
    const before = await scrolled();
    expect(before, 'a finger that goes down could scroll the page').toBeGreaterThan(30);
    await drawPieceByFinger(page, page, offset);
    expect(await scrolled()).toBe(before);
    await sendByFinger(page);
    expect((await webhook.next()).code).toMatch(/^\d{6}$/);
  });
});

test.describe('slides without scripts', () => {
  test.use({ locale: 'en', javaScriptEnabled: false, settings: { CHALLENGE: 'slide' }, viewport: { width: 420, height: 900 } });

  test('the number below the gap is typed', async ({ mobile, page, redis, webhook }) => {
    await page.goto('/');
    const offset = offsetOf(await readPlainPicture(page, redis));
    await expect(page.locator('#scale')).toBeVisible();
    await fillMobile(page, mobile);
    // As far as the scale can be read.
    await page.locator('#image_code').fill(String(offset + 4));
    await send(page);
    expect((await webhook.next()).code).toMatch(/^\d{6}$/);
  });
});
