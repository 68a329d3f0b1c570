// Height and ticket for the page around the frame, if the operator lets it have them; from there
// come the colours, the ground among them, and the language.
const root = document.documentElement;
const gate = document.getElementById('gate');
const verified = document.getElementById('verified');
const origin = document.querySelector('main').dataset.parent;

const tell = (news) => parent.postMessage({ menshen: news }, origin);

const hand = () => {
  const input = verified.querySelector('[name=ticket]');
  if (input) tell({ ticket: input.value, life: +input.dataset.expiresIn });
};

// Another language is another page. What is typed comes along, that a message was sent, and its handle.
const speak = (lang) => {
  const to = `${gate.dataset.base}/embed?lang=${lang}&theme=${root.dataset.theme}&parent=${origin}`;
  const mobile = document.getElementById('mobile').value;
  const country = document.getElementById('country')?.value ?? '';
  const handle = document.getElementById('handle').value;
  const step = gate.dataset.step;
  const wait = gate.dataset.resend || 0;
  if (!mobile && step == 'ask') return location.replace(to);
  const form = document.createElement('form');
  form.method = 'post';
  form.action = to;
  for (const [name, value] of Object.entries({ mobile, country, handle, step, resend_in: wait })) {
    const input = document.createElement('input');
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
};

// Whether all of the page stands out on this colour: a plain one, and nearly as light or as dark as its own.
const isClear = (ground = '') => {
  const [text] = getComputedStyle(document.body).color.match(/\d+/);
  const [r, g, b, a = 1] = /^rgb/.test(ground) ? ground.match(/[\d.]+/g) : [];
  return ground == 'Canvas' || (a == 1 && (text > 127 ? Math.max(r, g, b) < 48 : Math.min(r, g, b) > 237));
};

// An answer to a form that was filled in here; no other page takes the focus from its surroundings.
if (document.hasFocus()) document.querySelector('[autofocus]')?.focus();

if (parent != window && origin) {
  // At once: an observer rests as long as the frame is not to be seen.
  tell({ ready: true, height: root.offsetHeight });
  new ResizeObserver(() => tell({ height: root.offsetHeight })).observe(root);
  new MutationObserver(hand).observe(verified, { childList: true });
  hand();
  addEventListener('message', ({ source, origin: from, data }) => {
    if (source != parent || from != origin) return;
    const { theme, lang, ground } = data?.menshen ?? {};
    if (theme) root.dataset.theme = theme;
    root.style.setProperty('--card', isClear(ground) ? ground : '');
    if (lang && lang != gate.dataset.language && verified.hidden) speak(lang);
  });
}
