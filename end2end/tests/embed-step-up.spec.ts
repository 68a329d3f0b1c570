// What a send is asked for beside its picture, in another site's page.

import { test } from '../support/embedding';
import { expect } from '../support/test';

for (const asked of ['work', 'challenge']) {
  test.describe(asked, () => {
    test.use({
      settings: async ({ ancestors }, use) =>
        use({ FRAME_ANCESTORS: ancestors, SMS_STEP_UP: asked }),
    });

    test('a frame does what it is asked for, and grows with it', async ({
      frame,
      framed,
      host,
      mobile,
      page,
      redis,
      webhook,
    }) => {
      await page.goto(host.origin);
      await framed.isAwake();
      await framed.askRightly(mobile);
      if (asked === 'challenge') {
        const field = frame.getByRole('textbox', { name: 'Answer to the second picture' });
        await expect(field).toBeFocused();
        const height = () => page.locator('menshen-gate iframe').evaluate((it) => it.clientHeight);
        const whole = () => frame.locator('html').evaluate((root: HTMLElement) => root.offsetHeight);
        await expect.poll(async () => (await height()) - (await whole())).toBeGreaterThanOrEqual(0);
        const address = await frame.locator('#second-picture').getAttribute('src');
        const id = /image_codes\/([0-9a-f-]+)/.exec(address ?? '')?.[1] ?? '';
        await expect.poll(() => redis.pictureText(id)).not.toBeNull();
        await field.fill((await redis.pictureText(id)) ?? '');
        await field.press('Enter');
      }
      await framed.tryCode((await webhook.next()).code);
      await expect(framed.verified).toBeVisible();
    });
  });
}
