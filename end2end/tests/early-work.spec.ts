// Work beside a picture, which begins while one types: the first send brings it.

import type { Page } from '@playwright/test';

import { pictureLoads } from '../support/picture';
import { expect, test } from '../support/test';

/** What the browser asks for, and what its sends are answered with. */
function watch(page: Page): { paths: string[]; statuses: number[] } {
  const [paths, statuses]: [string[], number[]] = [[], []];
  page.on('request', (request) => paths.push(new URL(request.url()).pathname));
  page.on('response', (response) => {
    if (new URL(response.url()).pathname === '/api/page/sms-codes') statuses.push(response.status());
  });
  return { paths, statuses };
}

/** Waits until the work that something begins is done. */
async function worksAfter(page: Page, act: () => Promise<void>): Promise<void> {
  const begun = page.waitForEvent('worker');
  await act();
  const worker = await begun;
  // It may have ended meanwhile.
  if (page.workers().includes(worker)) await worker.waitForEvent('close');
}

test.describe('where work is asked for', () => {
  test.use({ settings: { SMS_STEP_UP: 'work', SMS_WORK_MEMORY: '8' } });

  test('it is done while one types, so that the first send is accepted', async ({ form, mobile, page, webhook }) => {
    const { paths, statuses } = watch(page);
    await form.open();
    expect(paths.filter((path) => path.startsWith('/work/'))).toEqual([]);
    await worksAfter(page, () => form.mobile.fill(mobile));
    await form.imageCode.fill(await form.readPicture());
    await form.getCode.click();
    await webhook.next();
    await expect(form.smsCode).toBeFocused();
    expect(statuses).toEqual([200]);
  });

  test('it is done anew for another number and for another picture', async ({ form, mobile, page, webhook }) => {
    const { statuses } = watch(page);
    await form.open();
    await worksAfter(page, () => form.mobile.fill(mobile.replace(/^.../, '138')));
    await worksAfter(page, () => form.mobile.fill(mobile));
    const before = await form.pictureId();
    await worksAfter(page, () => form.newPicture.click());
    await form.pictureAfter(before);
    await form.imageCode.fill(await form.readPicture());
    await form.getCode.click();
    expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
    await expect(form.smsCode).toBeFocused();
    expect(statuses).toEqual([200]);
  });

  test('no number is none, and half a number neither', async ({ form, mobile, page }) => {
    const { paths } = watch(page);
    await form.open();
    await form.mobile.fill(mobile.slice(0, 10));
    await worksAfter(page, () => form.mobile.fill(mobile));
    expect(paths.filter((path) => path === '/work/worker.js')).toEqual(['/work/worker.js']);
  });
});

test('where none is asked for the page loads nothing for it', async ({ form, page }) => {
  const { paths } = watch(page);
  await form.open();
  await pictureLoads(form.picture);
  expect(paths.filter((path) => /pointing\.js|challenges/.test(path))).toEqual([]);
  await expect(page.locator('#gate')).not.toHaveAttribute('data-work');
});
