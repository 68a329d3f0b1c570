// The kind that shows only in motion: it can be stopped, and who wants no motion gets a still picture.

import { fillMobile, send } from '../support/challenge';
import type { Settings } from '../support/menshen';
import { pictureLoads, readPicture } from '../support/picture';
import { expect, test } from '../support/test';

test.use({ settings: { IMAGE_CODE_KIND: 'motion' }, viewport: { width: 360, height: 800 } });

const LANGUAGES = [
  { locale: 'zh-CN', stop: '停止动画', resume: '继续动画' },
  { locale: 'en', stop: 'Stop the motion', resume: 'Resume the motion' },
  { locale: 'ar', stop: 'إيقاف الحركة', resume: 'استئناف الحركة' },
];

for (const { locale, stop, resume } of LANGUAGES) {
  test.describe(locale, () => {
    test.use({ locale });

    test('mouse and keyboard stop the picture and let it go on, and its answer is good', async ({
      mobile,
      page,
      redis,
      webhook,
    }, testInfo) => {
      await page.goto('/');
      const picture = page.locator('#picture');
      const frame = page.locator('#still-frame');
      const code = await readPicture(picture, redis);
      expect(code).toHaveLength(4);
      await expect(frame).toBeHidden();

      await page.getByRole('button', { name: stop }).click();
      await expect(frame).toBeVisible();
      expect(await frame.boundingBox()).toEqual(await picture.boundingBox());
      const tones = await frame.evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
        const values = new Uint32Array(pixels?.data.buffer ?? new ArrayBuffer(0));
        return new Set(values).size;
      });
      expect(tones, 'dots and what is around them').toBeGreaterThan(1);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await testInfo.attach(`${locale} ${colorScheme}`, {
          body: await page.screenshot(),
          contentType: 'image/png',
        });
      }

      await page.keyboard.press('Space');
      await expect(frame).toBeHidden();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: resume })).toBeFocused();
      await expect(frame).toBeVisible();

      await page.locator('#mobile').fill(mobile);
      await page.locator('#image_code').fill(code);
      await page.locator('#image_code').press('Enter');
      expect((await webhook.next()).code).toMatch(/^\d{6}$/);
    });
  });
}

test('another picture moves again', async ({ page }) => {
  await page.goto('/');
  await pictureLoads(page.locator('#picture'));
  await page.locator('#pause').click();
  await expect(page.locator('#still-frame')).toBeVisible();
  await page.locator('#new-picture').click();
  await expect(page.locator('#still-frame')).toBeHidden();
});

test('a moving picture has a sound', async ({ page }) => {
  await page.goto('/');
  await pictureLoads(page.locator('#picture'));
  const answered = page.waitForResponse('**/audio');
  await page.locator('#play-sound').click();
  const sound = await answered;
  expect(sound.headers()['content-type']).toBe('audio/wav');
});

/** Where it is the only kind, the first of several, and where the page is told of it since work goes with it. */
const MOVING: Record<string, Settings> = {
  alone: { IMAGE_CODE_KIND: 'motion' },
  'before others': { CHALLENGE: 'motion,text' },
  'beside work': { CHALLENGE: 'motion', SMS_STEP_UP: 'work', SMS_WORK_MEMORY: '8' },
};

for (const [where, settings] of Object.entries(MOVING)) {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(`${where}, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () => {
      test.use({ locale: 'en', contextOptions: { reducedMotion: 'reduce' }, javaScriptEnabled, settings });

      test('who wants no motion gets a still picture, and no other', async ({ mobile, page, redis, webhook }) => {
        const asked: string[] = [];
        page.on('request', (request) => {
          if (/\/image_codes\/[^/]*\/?(\?|$)/.test(request.url())) asked.push(request.url());
        });
        const shown = page.waitForResponse('**/image_codes/**');
        await page.goto('/');
        expect((await (await shown).body()).includes('acTL')).toBe(false);
        await page.waitForLoadState('networkidle');
        expect(asked).toEqual([expect.stringMatching(/\?still$/)]);
        const id = /image_codes\/([^/?]*)/.exec(asked[0] ?? '')?.[1] ?? '';
        const code = (await redis.pictureText(id)) ?? '';
        expect(code).toHaveLength(6);
        await expect(page.locator('#pause')).toBeHidden();
        await expect(page.locator('#picture-order')).toContainText(/start at the dot and go clockwise/i, {
          useInnerText: true,
        });
        // Without scripts a send is asked for a second picture in the place of work.
        if (where === 'beside work') return;
        await fillMobile(page, mobile);
        await page.locator('#image_code').fill(code);
        await send(page);
        await webhook.next();
      });
    });
  }
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the moving picture can be hidden by keyboard and shown again', async ({ page }) => {
    await page.goto('/');
    const picture = page.locator('#plain-picture img');
    await expect(picture).toBeVisible();
    const summary = page.locator('#plain-picture summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    await expect(picture).toBeHidden();
    await page.keyboard.press('Enter');
    await expect(picture).toBeVisible();
  });
});
