// Height and ticket for the page around the frame, if the operator lets it have them; from there
// come the colours and the language.
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
    const { theme, lang } = data?.menshen ?? {};
    if (theme) root.dataset.theme = theme;
    if (lang && lang != gate.dataset.language && verified.hidden) speak(lang);
  });
}
