// The page that `menshen sample --reading-test` writes, opened as the file that it is.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, type Page, type TestInfo, test } from '@playwright/test';

import { placeButton } from '../support/challenge';
import { PROGRAM } from '../support/menshen';
import { isAccessible } from '../support/test';

const SAMPLE = ['sample', '--seed', '77', '--count', '3'];

/** The page and what its pictures ask for. */
function made(
  testInfo: TestInfo,
  kind = 'text',
): { file: string; answers: [string, string, string] } {
  const file = testInfo.outputPath('page.html');
  const out = testInfo.outputPath('pictures');
  execFileSync(PROGRAM, [...SAMPLE, '--kind', kind, '--reading-test', file]);
  execFileSync(PROGRAM, [...SAMPLE, '--kind', kind, '--out', out]);
  const rows = readFileSync(join(out, 'labels.csv'), 'utf8').trim().split('\n').slice(1);
  // What has commas in it is quoted.
  const answer = (row: string) => /,(?:"([^"]*)"|([^",]*))$/.exec(row)?.slice(1).join('');
  const [one = '', two = '', three = ''] = rows.map(answer);
  return { file, answers: [one, two, three] };
}

/** Opens the page in English, at its first picture. */
async function begin(page: Page, file: string): Promise<void> {
  await page.goto(pathToFileURL(file).href);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
}

const fullWidth = (text: string) =>
  Array.from(text, (one) => String.fromCodePoint(one.codePointAt(0)! + 0xfee0)).join('');

/** Saves the result and reads it. */
async function saved(page: Page) {
  const download = page.waitForEvent('download');
  await page.locator('#save').click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('reading-test.json');
  return JSON.parse(readFileSync(await file.path(), 'utf8'));
}

test('people read the pictures by keyboard, and the file says how well', async ({ page }, testInfo) => {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => errors.push(message.text()));
  const { file, answers } = made(testInfo);
  await page.goto(pathToFileURL(file).href);
  await isAccessible(page);
  await page.getByRole('button', { name: '开始' }).press('Enter');
  const typed = [fullWidth(answers[0].toLowerCase()), 'ACD369', `${answers[2].slice(0, 3)} - ${answers[2].slice(3)}`];
  for (const [number, answer] of typed.entries()) {
    await expect(page.locator('#place')).toHaveText(`第 ${number + 1} 张，共 3 张`);
    await expect(page.locator('#answer')).toBeFocused();
    expect(await page.locator('#picture').boundingBox()).toMatchObject({ width: 210, height: 200 });
    if (number === 0) await isAccessible(page);
    await page.keyboard.type(answer);
    await page.keyboard.press('Enter');
    await expect(page.locator('#easy')).toBeFocused();
    await page.keyboard.press(`${number + 1}`);
  }
  await expect(page.locator('#result')).toContainText('3 张中答对 2 张');
  await isAccessible(page);
  const result = await saved(page);
  expect(result).toMatchObject({ kind: 'text', level: 'normal', language: 'zh', right: 2, of: 3 });
  expect(result.answers).toMatchObject([
    { picture: 1, answer: answers[0], is_right: true, difficulty: 'easy' },
    { picture: 2, answer: 'ACD369', is_right: false, difficulty: 'hard' },
    { picture: 3, answer: answers[2], is_right: true, difficulty: 'guessed' },
  ]);
  for (const { seconds } of result.answers) expect(seconds).toBeGreaterThan(0);
  expect(errors, 'errors, and what the policy of the page keeps from it').toEqual([]);
});

test('the page is a file that asks for nothing and does not show its answers', async ({ page }, testInfo) => {
  const { file, answers } = made(testInfo);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).protocol));
  await begin(page, file);
  await expect(page).toHaveTitle('Reading test');
  await expect(page.locator('#picture')).toHaveAttribute('alt', 'Picture 1, to be read by eye');
  await page.getByLabel('Picture code').fill('nothing of the kind');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Took effort' }).click();
  await expect(page.locator('#place')).toHaveText('Picture 2 of 3');
  expect(asked.filter((scheme) => scheme !== 'file:' && scheme !== 'data:')).toEqual([]);
  const source = readFileSync(file, 'utf8').replace(/"bytes":"[^"]*"/g, '');
  for (const answer of answers) expect(source).not.toContain(answer);
});

test('things are clicked on the page, by keyboard and mouse, and a click is taken back', async ({ page }, testInfo) => {
  const { file, answers } = made(testInfo, 'click');
  await begin(page, file);
  const [done, easy] = ['Done', 'Easy'].map((name) => page.getByRole('button', { name }));
  for (const [number, answer] of answers.entries()) {
    await expect(page.locator('#place')).toHaveText(`Picture ${number + 1} of 3`);
    const places = answer.split(' ').map((target) => placeButton(page, target));
    // In another order they are wrong.
    if (number === 2) places.reverse();
    if (number === 0) await isAccessible(page);
    for (const place of places) await (number === 0 ? place.press('Enter') : place.click());
    await expect(page.locator('#chosen')).toHaveText('4 of 4 clicked');
    await places[3]!.click();
    await expect(done!).toBeDisabled();
    await places[3]!.click();
    await expect(places[3]!).toHaveText('4');
    await done!.click();
    await easy!.click();
  }
  await expect(page.locator('#result')).toContainText('2 of 3 were right');
});

test('how far a piece has to be moved is typed, and counts as near the gap as on a server', async ({ page }, testInfo) => {
  const { file, answers } = made(testInfo, 'slide');
  await begin(page, file);
  for (const [number, beside] of [5, -5, 6].entries()) {
    await expect(page.locator('#place')).toHaveText(`Picture ${number + 1} of 3`);
    await page.locator('#answer').fill(`${Number(answers[number]) + beside}`);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Easy' }).click();
  }
  await expect(page.locator('#result')).toContainText('2 of 3 were right');
});
