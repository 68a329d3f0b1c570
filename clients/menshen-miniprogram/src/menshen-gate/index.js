// Packages of mini programs are not compiled: CommonJS, and no syntax that phones of 2020 lack.
const { Flow } = require('../flow');
const { wordsOf } = require('../words');

// `wx.request` as a promise.
const call = (options) =>
  new Promise((success, fail) => wx.request({ ...options, timeout: 10000, success, fail }));

// A version-4 UUID from the random numbers of the system.
const uuid = () =>
  new Promise((done, fail) => wx.getRandomValues({
    length: 16,
    fail,
    success({ randomValues }) {
      const bytes = new Uint8Array(randomValues);
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      done(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.*)$/, '$1-$2-$3-$4-$5'));
    },
  }));

Component({
  properties: {
    server: String,
    lang: { type: String, value: 'zh-CN' },
  },

  data: { words: wordsOf('zh'), typed: { mobile: '', picture: '', second: '', code: '' } },

  lifetimes: {
    attached() {
      const { server, lang } = this.data;
      const changed = (state) => this.setData(state);
      this.flow = new Flow({ server, lang, call, uuid, changed });
      this.setData({ ...this.flow.state, words: wordsOf(lang) });
      this.timer = setInterval(() => this.flow.tick(), 1000);
      this.flow.begin();
    },
    detached() {
      clearInterval(this.timer);
      if (this.audio) this.audio.destroy();
    },
  },

  methods: {
    onType({ currentTarget, detail }) {
      this.setData({ [`typed.${currentTarget.dataset.field}`]: detail.value });
    },
    async onAnother() {
      this.setData({ 'typed.picture': '', 'typed.second': '' });
      await this.flow.begin();
    },
    onListen() {
      if (!this.audio) this.audio = wx.createInnerAudioContext();
      this.audio.src = this.flow.sound();
      this.audio.play();
    },
    async onSend() {
      const { picture } = this.data;
      await this.flow.send(this.data.typed);
      // A picture that has gone takes what was read in it with it.
      if (this.data.picture !== picture) this.setData({ 'typed.picture': '', 'typed.second': '' });
    },
    async onVerify() {
      await this.flow.verify(this.data.typed);
      const { step, ticket, expiresIn } = this.data;
      if (step === 'done') this.triggerEvent('ticket', { ticket, expiresIn });
    },
  },
});
