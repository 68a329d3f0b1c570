// Pictures of several kinds. What one asks for is asked before it is shown, since some are clicked or slid, and the
// browser's work stands in the place of others. Those work without this, too: each place is a button that sends the
// form, and how far a piece is moved can be typed. Here the same field is filled in at once, and the piece is moved by
// hand.

const byId = (id) => document.getElementById(id);
const gate = byId('gate');
const field = byId('image_code');
const picture = byId('picture');
const places = byId('places');
const undo = byId('undo');
const said = byId('chosen');
const buttons = [...places.querySelectorAll('button')];
const sender = byId('get-code');
const mobile = byId('mobile');
const country = byId('country');
const { base, challenge, kind: firstKind, work: firstWork = '' } = gate.dataset;
// Where pictures move, and the person wants no motion.
const wantsNoMotion = 'moves' in gate.dataset && matchMedia('(prefers-reduced-motion: reduce)').matches;
const still = wantsNoMotion ? '?still' : '';
const { count, chosen, words } = places.dataset;

const is = (kind) => gate.dataset.kind === kind;

function answer(value) {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  draw();
}

// Clicks: a button stands for the middle of its place.

const clicked = () => field.value.split(' ').filter(Boolean);

places.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  event.preventDefault();
  const list = clicked();
  const others = list.filter((place) => place !== button.value);
  if (others.length < list.length) answer(others.join(' '));
  else if (list.length < count) answer([...list, button.value].join(' '));
});

undo.addEventListener('click', (event) => {
  event.preventDefault();
  answer(clicked().slice(0, -1).join(' '));
});

// Slides: the piece stands at the left of the lowest quarter of the picture, fifty of its 210 parts wide.

const piece = document.createElement('canvas');
const range = document.createElement('input');
piece.id = 'piece';
piece.ariaHidden = 'true';
const farthest = Math.floor((picture.width * 160) / 210);
Object.assign(range, { id: 'slider', type: 'range', min: 0, max: farthest, value: 0, dir: 'ltr' });
range.setAttribute('aria-describedby', places.getAttribute('aria-describedby'));
range.addEventListener('input', () => answer(range.value));

function cut() {
  const { naturalWidth, naturalHeight } = picture;
  piece.width = (naturalWidth * 50) / 210;
  piece.height = naturalHeight / 4;
  const { width, height } = piece;
  piece.getContext('2d').drawImage(picture, 0, naturalHeight - height, width, height, 0, 0, width, height);
}

piece.addEventListener('pointerdown', (down) => {
  const [from, before] = [down.clientX, Number(range.value)];
  const scale = picture.width / picture.getBoundingClientRect().width;
  const move = (event) => {
    range.value = before + (event.clientX - from) * scale;
    answer(range.value);
  };
  piece.setPointerCapture(down.pointerId);
  piece.addEventListener('pointermove', move);
  const end = () => piece.removeEventListener('pointermove', move);
  for (const name of ['pointerup', 'pointercancel']) piece.addEventListener(name, end, { once: true });
});

// The answer as it is shown.

function draw() {
  const list = is('click') ? clicked() : [];
  for (const button of buttons) {
    const at = list.indexOf(button.value) + 1;
    if (at) button.dataset.place = at;
    else delete button.dataset.place;
    button.ariaPressed = at > 0;
  }
  const now = list.length ? chosen.replace('{0}', list.length).replace('{1}', count) : '';
  // A screen reader says again what is set again.
  if (said.textContent !== now) said.textContent = now;
  if (!field.value) range.value = 0;
  piece.style.left = `${(100 * range.value) / picture.width}%`;
}

// What a picture asks for.

const lines = words.split('\n');
const label = document.querySelector('label[for="image_code"]');
const order = byId('picture-order');
let copies = false;

function show(kind) {
  const [name, alt, how] = lines.slice(lines.indexOf(kind) + 1);
  label.textContent = name;
  range.ariaLabel = name;
  picture.alt = alt;
  order.textContent = how;
  const had = document.activeElement;
  const wasAnswering = [field, range, ...buttons].includes(had) || (is('work') && had === sender);
  gate.dataset.kind = kind;
  const isTyped = !['click', 'slide', 'work'].includes(kind);
  field.inputMode = kind === 'math' ? 'numeric' : 'text';
  field.tabIndex = isTyped ? 0 : -1;
  field.ariaHidden = isTyped ? null : 'true';
  if (kind === 'slide') places.after(piece, range);
  else for (const of of [piece, range]) of.remove();
  // What is said of it has no field to be said of.
  if (is('work')) sender.setAttribute('aria-describedby', places.getAttribute('aria-describedby'));
  else sender.removeAttribute('aria-describedby');
  // Who was answering goes on where the other kind is answered.
  if (wasAnswering) {
    field.focus();
    lead();
  }
  draw();
}

// Whoever is led to the field goes on where it is filled in.
function lead() {
  if (is('click')) buttons[0].focus();
  if (is('slide')) range.focus();
  if (is('work')) sender.focus();
}

async function learn() {
  const { name } = picture.dataset;
  if (!name) return;
  picture.removeAttribute('src');
  gate.dataset.work = '';
  let [kind, work] = name === challenge ? [firstKind, firstWork] : ['text', ''];
  if (!copies && name !== challenge) {
    try {
      const response = await fetch(`${base}/api/v1/challenges/${name}${still}`);
      if (response.ok) {
        const told = await response.json();
        kind = told.kind;
        const { challenge: salt, memory_kib, zero_bits } = told.work ?? {};
        if (salt) work = `${salt} ${memory_kib} ${zero_bits}`;
      }
    } catch {
      // The picture does not come either, and says so.
    }
  }
  // Unless there is another one meanwhile.
  if (picture.dataset.name !== name) return;
  // Nothing that this page can show: characters, then.
  if (!lines.includes(kind)) return byCharacters();
  gate.dataset.work = work;
  show(kind);
  if (!is('work')) picture.src = `${base}/image_codes/${name}/${still}`;
  gate.dispatchEvent(new Event('data-kind'));
  begin();
}

// Work that a send will be asked for begins while one types: once there is a number, and its typing rests.

const REST = 400;
let resting;

function begin() {
  clearTimeout(resting);
  resting = setTimeout(() => {
    const code = country?.value ?? byId('calling-code').textContent;
    const digits = mobile.value.match(/\p{Nd}/gu) ?? [];
    const isWhole = digits.length >= (code === '+86' ? 11 : 7);
    if (gate.dataset.work && isWhole) gate.dispatchEvent(new Event('data-work'));
  }, REST);
}

mobile.addEventListener('input', begin);
country?.addEventListener('change', begin);

function byCharacters() {
  copies = true;
  byId('new-picture').click();
}

byId('by-characters').addEventListener('click', (event) => {
  event.preventDefault();
  byCharacters();
});

field.addEventListener('focus', lead);
picture.addEventListener('load', cut);
new MutationObserver(learn).observe(picture, { attributeFilter: ['data-name'] });
gate.dataset.pointing = '';
learn();
