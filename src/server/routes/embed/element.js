// <menshen-gate>: the form of the server that this script came from, in a frame. The ticket comes as
// the event `menshen-ticket` and in a hidden field; `menshen-expired` takes it away again.
(() => {
  const script = document.currentScript || document.querySelector('script[src*="/embed.js"]');
  const { origin } = new URL(script.src);
  const make = (name) => document.createElement(name);
  // Every policy allows it, since it stands in no markup.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':host{display:block}:host([hidden]){display:none}iframe{display:block;width:100%;height:37rem;border:0}');

  const start = (gate) => {
    const root = gate.shadowRoot ?? gate.attachShadow({ mode: 'open' });
    const system = matchMedia('(prefers-color-scheme:dark)');
    const frame = make('iframe');
    const failure = make('p');
    const input = make('input');
    // The wait for the frame; once there is a ticket, for its end.
    let timer, isThere, end;

    const tell = (news, detail) =>
      gate.dispatchEvent(new CustomEvent('menshen-' + news, { bubbles: 1, composed: 1, detail }));

    const wait = (seconds) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // The slot is what the site itself has to say.
        root.replaceChildren(failure, make('slot'));
        console.error(`FRAME_ANCESTORS of ${origin} has to name ${location.origin}`);
      }, seconds * 1e3);
    };

    // Language and colours, as the page has them.
    const follow = () => {
      const lang = /^en/i.test(gate.closest('[lang]')?.lang || navigator.language) ? 'en' : 'zh';
      let scheme = getComputedStyle(gate).colorScheme;
      if (scheme == 'normal') scheme = document.querySelector('meta[name=color-scheme]')?.content || '';
      const own = !scheme.includes('dark') ? 'light' : scheme.includes('light') ? 'system' : 'dark';
      const theme = gate.getAttribute('theme') || own;
      input.name = gate.getAttribute('name') || 'menshen-ticket';
      [frame.title, failure.textContent] = WORDS[lang];
      if (isThere) frame.contentWindow.postMessage({ menshen: { lang, theme } }, origin);
      return `${origin}/embed?lang=${lang}&theme=${theme}&parent=${location.origin}`;
    };

    // Tells of it when there was a ticket.
    const reset = () => {
      if (input.value) {
        input.value = '';
        tell('expired');
      }
      isThere = false;
      frame.src = follow();
      wait(30);
    };

    // In short steps by the clock: a machine that sleeps stops timers.
    const tick = () => {
      const left = end - Date.now();
      if (left > 0) timer = setTimeout(tick, Math.min(left, 9e3));
      else reset();
    };

    const hear = ({ source, origin: from, data }) => {
      if (source != frame.contentWindow || from != origin) return;
      const { height, ticket, life } = data.menshen;
      if (!isThere) {
        clearTimeout(timer);
        isThere = true;
        follow();
      }
      if (height) frame.style.height = height + 'px';
      if (ticket) {
        input.value = ticket;
        end = Date.now() + life * 1e3;
        tell('ticket', { ticket, expires: new Date(end) });
        tick();
      }
    };

    input.type = 'hidden';
    gate.append(input);
    failure.role = 'alert';
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(frame);
    // What colours and language hang on.
    const watch = new MutationObserver(follow);
    for (const e of [gate, document.body, document.documentElement]) watch.observe(e, { attributes: true });
    system.addEventListener('change', follow);
    addEventListener('message', hear);
    reset();
    frame.onload = () => isThere ? follow() : wait(3);

    gate.reset = reset;
    gate.stop = () => {
      watch.disconnect();
      system.removeEventListener('change', follow);
      removeEventListener('message', hear);
      clearTimeout(timer);
      input.remove();
    };
  };

  // A page may load the script twice.
  customElements.get('menshen-gate') || customElements.define('menshen-gate', class extends HTMLElement {
    connectedCallback() { start(this); }
    disconnectedCallback() { this.stop(); }
  });
})();
