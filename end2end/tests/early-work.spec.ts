// Work beside a picture, which begins while one types: the first send brings it.

import type { Page } from '@playwright/test';

import { pictureLoads } from '../support/picture';
import type { RegistrationPage } from '../support/registration-page';
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

  test('what was found for a picture is not sent with the next', async ({
    form,
    menshen: { url },
    mobile,
    page,
    webhook,
  }) => {
    const { statuses } = watch(page);
    await page.clock.install();
    await page.goto(url);
    await form.isAwake();
    await worksAfter(page, async () => {
      await form.mobile.fill(mobile);
      await page.clock.runFor(1000);
    });
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    const before = await form.pictureId();
    await form.newPicture.click();
    await form.pictureAfter(before);
    // The page's clock stands still: nothing was begun for this one. Who typed the number again would begin anew.
    await form.imageCode.fill(await form.readPicture());
    await form.getCode.click();
    await page.clock.resume();
    await webhook.next();
    await expect(form.smsCode).toBeFocused();
    expect(statuses).toEqual([428, 200]);
  });

  test('typing that bought a message begins none after it', async ({ form, menshen: { url }, mobile, page, webhook }) => {
    await page.addInitScript(() => {
      const counting = window as unknown as { begun: number };
      counting.begun = 0;
      window.Worker = class extends Worker {
        constructor(...of: ConstructorParameters<typeof Worker>) {
          super(...of);
          counting.begun += 1;
        }
      };
    });
    const begun = () => page.evaluate(() => (window as unknown as { begun: number }).begun);
    await page.clock.install();
    await page.goto(url);
    await form.isAwake();
    await form.imageCode.fill(await form.readPicture());
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    // The page's clock stands still: typing does not rest before the message has left.
    await form.mobile.fill(mobile);
    await form.getCode.click();
    await webhook.next();
    await expect(form.smsCode).toBeVisible();
    expect(await begun()).toBe(1);
    await page.clock.runFor(1000);
    expect(await begun()).toBe(1);
    await page.clock.resume();
  });

  const LEAVE: Record<string, (form: RegistrationPage) => Promise<void>> = {
    'another number': (form) => form.mobile.fill('139'),
    'another picture': (form) => form.newPicture.click(),
    'a second picture in its place': async (form) => {
      await form.askRightly(await form.mobile.inputValue());
      await form.page.locator('#by-picture').click();
      await expect(form.page.locator('#second_image_code')).toBeFocused();
    },
  };

  for (const [why, leave] of Object.entries(LEAVE)) {
    test(`that is of no use any more since there is ${why} ends at once`, async ({
      form,
      menshen: { url },
      mobile,
      page,
    }) => {
      await page.clock.install();
      await page.route('**/work/argon2id.wasm*', () => {});
      await page.goto(url);
      await form.isAwake();
      const begun = page.waitForEvent('worker');
      await form.mobile.fill(mobile);
      await page.clock.runFor(1000);
      await begun;
      expect(page.workers().length).toBe(1);
      await leave(form);
      await expect.poll(() => page.workers().length).toBe(0);
    });
  }

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
