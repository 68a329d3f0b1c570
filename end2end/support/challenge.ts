// Whatever the page asks for, by the ids of its elements.

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

/** The page itself, or a frame in it. */
type Place = Page | FrameLocator;

/** Waits until the page is awake and asks for this; gives its picture. */
export async function asksFor(place: Place, kind: string): Promise<Locator> {
  const gate = place.locator('#gate');
  await expect(gate).toHaveAttribute('data-awake');
  await expect(gate).toHaveAttribute('data-kind', kind);
  await expect(gate).toHaveAttribute('data-pointing');
  return place.locator('#picture');
}

export const fillMobile = (place: Place, mobile: string) =>
  place.locator('#send-form input[name="mobile"]').fill(mobile);

export const send = (place: Place) => place.locator('#get-code').click();

/** A phone, which is used by a finger. */
export const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } };

/** Types what a finger has led to: the number, or what is read in the picture. */
export async function typeByFinger(page: Page, field: 'mobile' | 'image_code', text: string): Promise<void> {
  await page.locator(`#${field}`).tap();
  await expect(page.locator(`#${field}`)).toBeFocused();
  await page.keyboard.type(text);
}

export const sendByFinger = (place: Place) => place.locator('#get-code').tap();

/** The places to be clicked, from what the server stores. */
export const placesOf = (stored: string) => stored.replace(/^click /, '').split(' ');

/** How far the piece is to be moved. */
export const offsetOf = (stored: string) => Number(stored.replace(/^slide /, ''));

/** The button over a place, by its row and column. */
export function placeButton(place: Place, target: string): Locator {
  const [x = 0, y = 0] = target.split(',').map(Number);
  return place.locator('#places button').nth(Math.floor((y - 44) / 52) * 4 + Math.floor(x / 52.5));
}

/** Where the picture's own pixel lies on the page. */
export async function at(picture: Locator, target: string): Promise<{ x: number; y: number }> {
  const [x = 0, y = 0] = target.split(',').map(Number);
  const box = await picture.boundingBox();
  if (!box) throw new Error('the picture is not to be seen');
  return { x: box.x + (x * box.width) / 210, y: box.y + (y * box.height) / 200 };
}

/**
 * From the middle of the piece so many of the picture's pixels to the right; before that downwards, which is how a
 * finger scrolls.
 */
async function wayOfPiece(place: Place, offset: number): Promise<{ x: number; y: number }[]> {
  const box = await place.locator('#piece').boundingBox();
  const whole = await place.locator('#picture').boundingBox();
  if (!box || !whole) throw new Error('the piece is not to be seen');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const step = (offset * whole.width) / 210 / 8;
  return [{ x, y }, ...Array.from({ length: 9 }, (_, n) => ({ x: x + n * step, y: y + 30 }))];
}

/** Draws the piece so many of the picture's pixels to the right. */
export async function drawPiece(page: Page, place: Place, offset: number): Promise<void> {
  for (const [n, { x, y }] of (await wayOfPiece(place, offset)).entries()) {
    await page.mouse.move(x, y);
    if (n === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** The same with a finger, which Playwright can only tap with. */
export async function drawPieceByFinger(page: Page, place: Place, offset: number): Promise<void> {
  const way = await wayOfPiece(place, offset);
  const devtools = await page.context().newCDPSession(page);
  // Over for a while when it comes: Chromium takes a tap right after it for a part of it, and clicks nothing.
  const timestamp = Date.now() / 1000 - 2;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: typeof way) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp });
  for (const [n, point] of way.entries()) await touch(n === 0 ? 'touchStart' : 'touchMove', point);
  await touch('touchEnd');
  await devtools.detach();
}
