// The component for WeChat mini programs against a real server, without WeChat: `wx` and `Component` are put
// on top of Node as WeChat documents them.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Redis } from '../support/redis';
import { expect, test } from '../support/test';

const SOURCE = join(__dirname, '../../clients/menshen-miniprogram/src/menshen-gate/index.js');

type Data = Record<string, unknown> & { picture: string; second: string };
type Told = { name: string; detail: { ticket: string; expiresIn: number } };
type Handler = (this: unknown, event?: unknown) => Promise<void> | void;
interface Options {
  data: Data;
  properties: Record<string, unknown>;
  lifetimes: { attached: Handler; detached: Handler };
  methods: Record<string, Handler>;
}
type Asked = { url: string; method: string; header: Record<string, string>; data: unknown; success: (answer: unknown) => void; fail: (error: unknown) => void };

/** What `wx` does of what the component needs. */
const wx = {
  request({ url, method, header, data, success, fail }: Asked) {
    fetch(url, { method, headers: header, body: JSON.stringify(data) })
      .then(async (answer) => success({ statusCode: answer.status, data: await answer.json() }))
      .catch((error: Error) => fail({ errMsg: error.message }));
  },
  getRandomValues({ length, success }: { length: number; success: (values: unknown) => void }) {
    const bytes = randomBytes(length);
    success({ randomValues: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + length) });
  },
};

/** The component on a page. */
class Gate {
  readonly told: Told[] = [];
  readonly data: Data;

  constructor(private readonly options: Options, server: string) {
    this.data = { ...structuredClone(options.data), server, lang: 'en' };
    Object.assign(this, options.methods);
    options.lifetimes.attached.call(this);
  }

  setData(change: Record<string, unknown>): void {
    for (const [path, value] of Object.entries(change)) {
      const [name = '', field] = path.split('.');
      if (field) (this.data[name] as Record<string, unknown>)[field] = value;
      else this.data[name] = value;
    }
  }

  triggerEvent(name: string, detail: Told['detail']): void {
    this.told.push({ name, detail });
  }

  type(field: string, value: string): void {
    void this.options.methods.onType?.call(this, { currentTarget: { dataset: { field } }, detail: { value } });
  }

  async tap(method: 'onAnother' | 'onSend' | 'onVerify'): Promise<void> {
    await this.options.methods[method]?.call(this);
  }

  leave(): void {
    this.options.lifetimes.detached.call(this);
  }

  /** What a person reads in this picture. */
  async read(which: 'picture' | 'second', redis: Redis): Promise<string> {
    await expect.poll(() => this.data[which]).toContain('/image_codes/');
    const address = this.data[which];
    expect((await fetch(address)).headers.get('content-type')).toContain('image/');
    return (await redis.pictureText(address.split('/').at(-2) ?? '')) ?? '';
  }
}

/** What the component registered, once. */
let component: Options | undefined;

async function open(server: string): Promise<Gate> {
  Object.assign(globalThis, { wx, Component: (options: Options) => (component = options) });
  await import(SOURCE);
  if (!component) throw new Error('the component did not register itself');
  return new Gate(component, server);
}

test('a mini program ends with a ticket', async ({ menshen, mobile, redis, webhook }) => {
  const gate = await open(menshen.url);
  gate.type('mobile', mobile);
  const wrong = gate.data.picture;
  await expect.poll(() => gate.data.picture).not.toBe('');
  await fetch(gate.data.picture);
  gate.type('picture', '3CACA3');
  await gate.tap('onSend');
  expect(gate.data).toMatchObject({ error: 'Not quite. Read the new picture.', errorAt: 'picture', step: 'send' });
  expect(gate.data.picture).not.toBe(wrong);
  expect(gate.data.typed).toMatchObject({ mobile, picture: '' });

  gate.type('picture', await gate.read('picture', redis));
  await gate.tap('onSend');
  const { code } = await webhook.next();
  expect(gate.data).toMatchObject({ step: 'verify', error: '' });
  expect(gate.data.wait).toBeGreaterThan(0);

  gate.type('code', code === '000000' ? '000001' : '000000');
  await gate.tap('onVerify');
  expect(gate.data).toMatchObject({ step: 'verify', errorAt: 'code' });
  gate.type('code', code);
  await gate.tap('onVerify');
  expect(gate.told).toEqual([{ name: 'ticket', detail: { ticket: expect.stringMatching(/^[\w-]{43}$/), expiresIn: 600 } }]);
  gate.leave();
});

test('a mini program that can not reach its server says so, and goes on', async ({ menshen, mobile }) => {
  const gate = await open('http://127.0.0.1:9/');
  gate.type('mobile', mobile);
  await gate.tap('onSend');
  expect(gate.data).toMatchObject({ error: 'unreachable', isBusy: false });
  gate.leave();
  expect(menshen.url).toBeTruthy();
});

test.describe('where every send is asked for more', () => {
  for (const level of ['challenge', 'work']) {
    test.describe(level, () => {
      test.use({ settings: { SMS_STEP_UP: level } });

      test('a mini program shows a second picture', async ({ menshen, mobile, redis, webhook }) => {
        const gate = await open(menshen.url);
        gate.type('mobile', mobile);
        gate.type('picture', await gate.read('picture', redis));
        await gate.tap('onSend');
        expect(gate.data).toMatchObject({ errorAt: 'second', step: 'send' });
        gate.type('second', await gate.read('second', redis));
        await gate.tap('onSend');
        await webhook.next();
        expect(gate.data).toMatchObject({ step: 'verify', second: '', error: '' });
        gate.leave();
      });
    });
  }
});
