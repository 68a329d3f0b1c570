// A picture code on a page, whoever made the page.

import { expect, type Locator, type Page } from '@playwright/test';

import type { Redis } from './redis';

/** The UUID in the picture's address. */
export async function pictureId(picture: Locator): Promise<string> {
  const address = (await picture.getAttribute('src')) ?? '';
  return /\/image_codes\/([^/]*)\/(\?still)?$/.exec(address)?.[1] ?? '';
}

/** Waits until there is something to be seen in it. */
export async function pictureLoads(picture: Locator): Promise<void> {
  const width = () =>
    picture.evaluate((img: HTMLImageElement) => (img.complete ? img.naturalWidth : 0));
  await expect.poll(width, 'the picture loads').toBeGreaterThan(0);
}

/** What a person reads in it. */
export async function readPicture(picture: Locator, redis: Redis): Promise<string> {
  await pictureLoads(picture);
  const text = await redis.pictureText(await pictureId(picture));
  if (!text) throw new Error('the picture on the page is not in Redis');
  return typed(text);
}

/** What a person reads in the picture of the plain forms, whose address has no last slash. */
export async function readPlainPicture(page: Page, redis: Redis): Promise<string> {
  const picture = page.locator('#plain-picture img');
  await expect(picture).toBeVisible();
  const id = /\/image_codes\/([^/]*)$/.exec((await picture.getAttribute('src')) ?? '')?.[1] ?? '';
  await expect.poll(() => redis.pictureText(id)).not.toBeNull();
  return typed((await redis.pictureText(id)) ?? '');
}

/** What is to be typed: the code of a moving picture stands behind the name of its kind. */
function typed(stored: string): string {
  return stored.replace(/^motion /, '');
}
