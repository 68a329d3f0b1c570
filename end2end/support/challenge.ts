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

/** Draws the piece so many of the picture's pixels to the right. */
export async function drawPiece(page: Page, place: Place, offset: number): Promise<void> {
  const box = await place.locator('#piece').boundingBox();
  const whole = await place.locator('#picture').boundingBox();
  if (!box || !whole) throw new Error('the piece is not to be seen');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + (offset * whole.width) / 210, y + 20, { steps: 8 });
  await page.mouse.up();
}
