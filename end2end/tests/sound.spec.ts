// The sound of the picture: how it is played and stopped, and what is said when there is none.

import type { Page } from '@playwright/test';

import { RegistrationPage } from '../support/registration-page';
import { expect, test } from '../support/test';

/** The player as the browser sees it. */
const player = (page: Page) =>
  page.locator('#sound').evaluate((audio: HTMLAudioElement) => ({
    paused: audio.paused,
    at: audio.currentTime,
    duration: audio.duration,
    id: /\/image_codes\/([^/]*)\/audio$/.exec(audio.src)?.[1],
  }));

/** Waits until some of the sound has been heard. */
const isHeard = (page: Page) =>
  expect.poll(async () => (await player(page)).at, 'the sound goes on').toBeGreaterThan(0.1);

const isSilent = (page: Page) =>
  expect.poll(async () => (await player(page)).paused, 'it is silent').toBe(true);

test('the button plays the sound of the picture to its end, and the code is not spent', async ({
  form,
  mobile,
  page,
  webhook,
}) => {
  await form.open();
  expect((await player(page)).paused, 'nothing plays by itself').toBe(true);
  const answered = page.waitForResponse('**/audio');
  await form.playSound.click();
  expect((await answered).headers()['content-type']).toBe('audio/wav');
  await isHeard(page);
  await expect(form.stopSound).toBeFocused();
  const { duration, id } = await player(page);
  expect(id).toBe(await form.pictureId());
  expect(duration).toBeGreaterThan(3);
  // At most 20 KB for each of six characters, 16,000 bytes a second.
  expect(duration).toBeLessThan(7.5);
  await expect(form.playSound, 'at the end').toBeFocused();
  await form.askRightly(mobile);
  expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
});

test('the keyboard stops the sound and plays it again from its start', async ({ form, page }) => {
  await form.open();
  await form.playSound.focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await player(page)).at).toBeGreaterThan(1);
  await page.keyboard.press('Space');
  await expect(form.playSound).toBeFocused();
  await isSilent(page);
  await page.keyboard.press('Enter');
  await expect(form.stopSound).toBeFocused();
  await isHeard(page);
  expect((await player(page)).at).toBeLessThan(1);
});

test('a new picture ends the sound of the old one and has its own', async ({ form, page }) => {
  await form.open();
  const old = await form.pictureId();
  await form.playSound.click();
  await isHeard(page);
  await form.newPicture.click();
  await form.pictureAfter(old);
  await isSilent(page);
  await form.playSound.click();
  await isHeard(page);
  expect((await player(page)).id).toBe(await form.pictureId());
});

test('a code that is not there any more is told, until a new picture comes', async ({
  form,
  page,
  redis,
}) => {
  await form.open();
  const old = await form.pictureId();
  await redis.forget(old);
  await form.playSound.click();
  const words = page.getByRole('alert').getByText('语音无法播放。请换一张图片，或稍后再试。');
  await expect(words).toBeVisible();
  await expect(form.playSound).toBeFocused();
  await form.newPicture.click();
  await form.pictureAfter(old);
  await expect(words).toBeHidden();
  await form.playSound.click();
  await isHeard(page);
});

test.describe('when an address may get one sound in a minute', () => {
  test.use({
    settings: { IMAGE_CODE_SOUNDS_PER_MINUTE: '1' },
    locale: 'en-US',
    viewport: { width: 320, height: 640 },
    isMobile: true,
    hasTouch: true,
  });

  test('the second is told in words that fit a small screen', async ({ page, redis }) => {
    const form = new RegistrationPage(page, redis, 'en');
    await form.open();
    for (const button of [form.newPicture, form.playSound]) {
      const box = await button.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    await form.playSound.tap();
    await isHeard(page);
    // Chromium keeps the sound that it has.
    const old = await form.pictureId();
    await form.newPicture.tap();
    await form.pictureAfter(old);
    await form.playSound.tap();
    const words = "The sound can't be played. Take a new picture, or try again later.";
    await expect(page.getByText(words)).toBeVisible();
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBeLessThanOrEqual(320);
  });
});
