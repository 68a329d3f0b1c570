// <menshen-gate>: the form of the server that this script came from, or that the attribute `server` names,
// in a frame. The ticket comes as the event `menshen-ticket` and is the element's value in the form around
// it, so that no markup holds it; `menshen-expired` takes it away again.
(() => {
  // A page may load the script twice, and a server that renders pages has no elements.
  if (!globalThis.customElements || customElements.get('menshen-gate')) return;

  // The stack names this script also where it is a module: `currentScript` is null then, or the
  // script whose `import()` brought it.
  const [script] = /https?:.*?(?=:\d+:\d+\)?$)/m.exec(Error().stack) ?? [document.currentScript?.src];
  const css = ':host{display:block}[hidden],:host([hidden]){display:none}iframe{display:block;width:100%;height:37rem;border:0}';
  // Also that of the element whose shadow this one stands in.
  const languageOf = (e) => e && (e.closest('[lang]')?.lang || languageOf(e.getRootNode().host));

  class Gate extends HTMLElement {
    static formAssociated = true;
    static observedAttributes = ['name', 'required', 'server'];
    #internals = this.attachInternals();
    #root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    // What is said when the form does not come: a line of ours, and what the site itself has to say.
    #failure = document.createElement('p');
    #instead = document.createElement('div');
    // The page around it and its window, as long as it stands in one.
    #page;
    #view;
    // Where the form is.
    #url;
    #listening;
    #frame;
    // The last form that it belonged to.
    #form;
    #ticket = '';
    // When the ticket ends.
    #end;
    // Until the next try or the end of this one; until the failure is told; until the ticket's end.
    #timer;
    #patience;
    #expiry;
    // How many tries have failed, whether the next one is still to come, whether one has loaded.
    #failed;
    #isPaused;
    #hasLoaded;
    // Whether the form is in the frame, whether it greets, and how often it did before it loaded.
    #isThere;
    #greets;
    #greetings;

    constructor() {
      super();
      this.#failure.setAttribute('role', 'alert');
      this.#instead.append(this.#failure, document.createElement('slot'));
    }

    get ticket() {
      return this.#ticket;
    }

    // Begins anew.
    reset() {
      this.#lose();
      if (!this.#view) return;
      // A path has a slash at its end, so that the form is under it.
      const server = this.getAttribute('server')?.replace(/\/*$/, '/');
      this.#url = new URL('embed', server ?? script);
      this.#failed = 0;
      this.#hasLoaded = false;
      this.#instead.remove();
      clearTimeout(this.#patience);
      this.#patience = setTimeout(() => this.#fail(), 3e4);
      this.#try();
    }

    connectedCallback() {
      this.#page = this.ownerDocument;
      const view = this.#view = this.#page.defaultView;
      if (!view) return;
      // Every policy allows it, since it stands in no markup.
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync(css);
      this.#root.adoptedStyleSheets = [sheet];
      this.#listen(view);
      this.reset();
    }

    disconnectedCallback() {
      this.#listening?.abort();
      clearTimeout(this.#timer);
      clearTimeout(this.#patience);
      this.#frame?.remove();
      this.#view = this.#frame = this.#isPaused = undefined;
      this.#lose();
    }

    // `moveBefore` keeps the frame.
    connectedMoveCallback() {
      this.#follow();
    }

    attributeChangedCallback(name) {
      this.#fill();
      if (name == 'server') this.reset();
    }

    formAssociatedCallback(form) {
      this.#form = form ?? this.#form;
    }

    formDisabledCallback() {
      this.#follow();
    }

    formResetCallback() {
      this.reset();
    }

    #listen(view) {
      this.#listening = new AbortController();
      const { signal } = this.#listening;
      const page = this.#page;
      const on = (target, event, react) => target.addEventListener(event, react, { signal });
      const follow = () => this.#follow();
      const again = () => this.#isPaused && this.#try();
      on(view, 'message', (event) => this.#hear(event));
      on(view, 'online', again);
      // A ticket that comes back with its page is spent, most likely.
      on(view, 'pageshow', ({ persisted }) => persisted && this.#ticket ? this.reset() : again());
      on(page, 'visibilitychange', () => page.hidden || again());
      on(view.matchMedia('(prefers-color-scheme:dark)'), 'change', follow);
      // What is behind it may change slowly.
      on(page, 'transitionend', follow);
      const sight = new view.IntersectionObserver((seen) => seen.at(-1).isIntersecting && again());
      sight.observe(this);
      // What colours and language hang on.
      const watch = new view.MutationObserver(follow);
      for (const e of [this, page.body ?? this, page.documentElement]) watch.observe(e, { attributes: true });
      on(signal, 'abort', () => {
        sight.disconnect();
        watch.disconnect();
      });
    }

    // In a frame of its own, which leaves no step in the history of the page.
    #try() {
      this.#isPaused = this.#isThere = this.#greets = false;
      this.#greetings = 0;
      this.#frame?.remove();
      const frame = this.#frame = this.#page.createElement('iframe');
      frame.hidden = this.#instead.isConnected;
      // The code out of the message, where the browser has it.
      frame.allow = 'otp-credentials';
      frame.src = this.#follow();
      frame.onload = () => this.#load();
      this.#root.prepend(frame);
      this.#fill();
      this.#wait(() => this.#miss(), this.#grow(30));
    }

    #wait(action, seconds) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(action, seconds * 1e3);
    }

    // Twice as long after each failure, up to four minutes.
    #grow(seconds) {
      return Math.min(seconds * 2 ** this.#failed, 240);
    }

    #miss() {
      // What was there has gone: a form that was sent from within was answered by something else.
      if (this.#isThere) return this.reset();
      this.#isPaused = true;
      this.#wait(() => this.#try(), this.#grow(1) * (.5 + Math.random()));
      this.#failed += 1;
    }

    // The form greets each time that it loads, which no error page does. That of an older server,
    // where several serve, does not greet but tells its height.
    #load() {
      this.#hasLoaded = true;
      this.#greetings -= 1;
      const isForm = this.#greets ? this.#greetings >= 0 : this.#isThere;
      if (!isForm && !this.#ticket) this.#wait(() => this.#miss(), 3);
    }

    #fail() {
      this.#frame.hidden = true;
      this.#root.append(this.#instead);
      const here = this.#view.location.origin;
      const { href, origin } = this.#url;
      const error = `What came from ${href} is an error page, or the form may not stand here`;
      const cause = `FRAME_ANCESTORS of ${origin} has to name ${here}, and a frame-src of this page ${origin}`;
      console.error(this.#hasLoaded ? `${error}: ${cause}.` : `Nothing came from ${href}.`, 'It is tried again.');
    }

    #hear({ source, origin: from, data }) {
      if (source != this.#frame.contentWindow || from != this.#url.origin || !data?.menshen) return;
      const { ready, height, ticket, life } = data.menshen;
      clearTimeout(this.#timer);
      this.#isPaused = false;
      if (ready) {
        this.#greets = true;
        // One page may have made place for the next before it had loaded.
        this.#greetings = Math.min(this.#greetings + 1, 1);
      }
      if (ready || !this.#isThere) this.#show();
      if (height) this.#frame.style.height = height + 'px';
      if (ticket) this.#take(ticket, life);
    }

    #show() {
      this.#isThere = true;
      this.#failed = 0;
      clearTimeout(this.#patience);
      this.#frame.hidden = false;
      this.#instead.remove();
      this.#follow();
    }

    // Language and colours, as the page has them.
    #follow() {
      if (!this.#frame) return;
      // Some write the tag with an underscore.
      const asked = `${languageOf(this) || navigator.language}-`.replace('_', '-').toLowerCase();
      const [, lang] = LANGUAGES.find(([beginning]) => asked.startsWith(beginning));
      let scheme = getComputedStyle(this).colorScheme;
      if (scheme == 'normal') scheme = this.#page.querySelector('meta[name=color-scheme]')?.content || '';
      const own = !scheme.includes('dark') ? 'light' : scheme.includes('light') ? 'system' : 'dark';
      const theme = this.getAttribute('theme') || own;
      const [title, words] = WORDS[lang];
      this.#frame.title = title;
      this.#frame.inert = this.matches(':disabled');
      // Said again, it would be read out again.
      if (this.#failure.textContent != words) this.#failure.textContent = words;
      if (this.#isThere) this.#frame.contentWindow.postMessage({ menshen: { lang, theme, ground: this.#ground } }, this.#url.origin);
      return `${this.#url.href}?lang=${lang}&theme=${theme}&parent=${this.#view.location.origin}`;
    }

    // The colour behind it, for the frame to have it as well, where that is a plain one.
    get #ground() {
      for (let e = this; e; e = e.assignedSlot ?? e.parentElement ?? e.getRootNode().host) {
        const { backgroundColor, backgroundImage } = getComputedStyle(e);
        if (backgroundImage != 'none') return '';
        if (backgroundColor != 'rgba(0, 0, 0, 0)') return backgroundColor;
      }
      return 'Canvas';
    }

    #take(ticket, life) {
      this.#ticket = ticket;
      this.#end = Date.now() + life * 1e3;
      this.#fill();
      this.#tell('ticket', { ticket, expires: new Date(this.#end) });
      this.#tick();
    }

    // In short steps by the clock: a machine that sleeps stops timers.
    #tick() {
      clearTimeout(this.#expiry);
      const left = this.#end - Date.now();
      if (left > 0) this.#expiry = setTimeout(() => this.#tick(), Math.min(left, 9e3));
      else this.reset();
    }

    #lose() {
      clearTimeout(this.#expiry);
      if (!this.#ticket) return;
      this.#ticket = '';
      this.#fill();
      this.#tell('expired');
    }

    #fill() {
      const value = new FormData();
      if (this.#ticket) value.append(this.getAttribute('name') || 'menshen-ticket', this.#ticket);
      // Browsers restore the state, which is nothing: a ticket would be spent by then.
      this.#internals.setFormValue(value, null);
      const valueMissing = !this.#ticket && this.hasAttribute('required');
      this.#internals.setValidity({ valueMissing }, this.#frame?.title || ' ', this.#frame);
    }

    #tell(news, detail) {
      const places = [this];
      // Nobody hears what has left the page: the form that it left says it, too.
      if (!this.isConnected) places.push(this.#form?.isConnected ? this.#form : this.#page);
      const options = { bubbles: true, composed: true, detail };
      for (const place of places) place.dispatchEvent(new CustomEvent('menshen-' + news, options));
    }
  }

  customElements.define('menshen-gate', Gate);
})();
