// The flow of a Menshen server: picture, message, code, ticket. It knows nothing of mini programs but how they
// call a server, so that it runs wherever its tests do.

// What the server calls a field, and which field of the form that is.
const FIELDS = [
  ['image-code', 'picture'],
  ['mobile', 'mobile'],
  ['country', 'mobile'],
  ['sms-code', 'code'],
];

class Flow {
  // `call` is `wx.request` as a promise of `{ statusCode, data }`, `uuid` a promise of a new version-4 UUID.
  constructor({ server, lang, call, uuid, changed }) {
    this.server = server.replace(/\/+$/, '');
    this.lang = lang;
    this.call = call;
    this.uuid = uuid;
    this.changed = changed;
    this.state = {
      step: 'send',
      picture: '',
      // A second picture, where the server asks for one.
      second: '',
      isBusy: false,
      // Seconds until the next message.
      wait: 0,
      error: '',
      // The field that it belongs to: mobile, picture, second, code, or none.
      errorAt: '',
      ticket: '',
      expiresIn: 0,
    };
  }

  // A new picture, and nothing of what the one before was asked for.
  async begin() {
    this.id = await this.uuid();
    this.secondId = '';
    this.set({ picture: this.address(this.id), second: '' });
  }

  // The sound of the picture that is to be read now.
  sound() {
    return `${this.server}/image_codes/${this.secondId || this.id}/audio`;
  }

  // Asks for the message.
  async send({ mobile, picture, second }) {
    // A handle is good for the number that it was given for.
    if (mobile !== this.mobile) this.handle = undefined;
    const fields = { mobile, image_code: picture, image_code_id: this.id, handle: this.handle };
    const more = this.secondId && { second_image_code: second, second_image_code_id: this.secondId };
    const answer = await this.ask('/api/v1/sms-codes', { ...fields, ...more });
    if (!answer) return;
    const { statusCode, data } = answer;
    if (statusCode === 200) {
      Object.assign(this, { mobile, handle: data.handle });
      this.set({ step: 'verify', wait: data.resend_in });
      return this.begin();
    }
    const id = statusCode === 428 && data.step_up && data.step_up.image_code_id;
    if (id) {
      this.secondId = id;
      return this.fail(data, { second: this.address(id), errorAt: 'second' });
    }
    this.fail(data);
    // Most refusals have spent the picture; these have not.
    const isGood = ['image-code-malformed', 'image-code-missing', 'mobile-invalid', 'too-many-answers'];
    if (!isGood.some((slug) => String(data.type).endsWith(`:${slug}`))) await this.begin();
  }

  // Hands in the code of the message.
  async verify({ code }) {
    const fields = { mobile: this.mobile, sms_code: code, handle: this.handle };
    const answer = await this.ask('/api/v1/sms-codes/verify', fields);
    if (!answer) return;
    const { statusCode, data } = answer;
    if (statusCode !== 200) return this.fail(data);
    this.set({ step: 'done', ticket: data.ticket, expiresIn: data.expires_in });
  }

  // A second has passed.
  tick() {
    if (this.state.wait > 0) this.set({ wait: this.state.wait - 1 });
  }

  address(id) {
    return `${this.server}/image_codes/${id}/`;
  }

  // The answer to a call, or nothing where the server can't be reached or answers something else.
  async ask(path, data) {
    if (this.state.isBusy) return undefined;
    this.set({ isBusy: true, error: '', errorAt: '' });
    try {
      const header = { 'content-type': 'application/json', 'accept-language': this.lang };
      const answer = await this.call({ url: this.server + path, method: 'POST', header, data });
      if (answer.data && typeof answer.data === 'object') return answer;
    } catch {
      // Said below.
    } finally {
      this.set({ isBusy: false });
    }
    this.set({ error: 'unreachable' });
    return undefined;
  }

  fail({ type = '', detail = '', retry_after = 0 }, more = {}) {
    const slug = type.split(':').pop();
    const [, errorAt = ''] = FIELDS.find(([start]) => slug.startsWith(start)) || [];
    this.set({ error: detail || 'unreachable', errorAt, wait: retry_after || this.state.wait, ...more });
  }

  set(change) {
    Object.assign(this.state, change);
    this.changed(change);
  }
}

module.exports = { Flow };
