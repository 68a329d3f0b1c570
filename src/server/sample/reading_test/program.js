// Shows one picture after the other, and keeps what was read, how long it took and how hard it was.
(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const part = (id) => document.getElementById(id);
  const characters = new Map(Object.entries(data.characters));
  const answers = [];
  // What was clicked, in order, where places are clicked.
  let clicked = [];
  let words;
  let shown;

  // As a server reads it: see typed.rs.
  function read(typed) {
    let answer = '';
    for (const typedOne of typed) {
      const one = characters.get(typedOne) ?? typedOne;
      if (one !== '-' || answer === '') answer += one;
    }
    return answer;
  }

  const bytesOf = (text) => new TextEncoder().encode(text);
  const hexOf = (bytes) =>
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

  async function isRight({ hashes, salt }, answer) {
    let sum = await crypto.subtle.digest('SHA-256', bytesOf(`${salt} ${answer}`));
    for (let round = 0; round < data.rounds; round += 1) {
      sum = await crypto.subtle.digest('SHA-256', sum);
    }
    return hashes.includes(hexOf(new Uint8Array(sum)));
  }

  const fill = (text, ...values) => text.replace(/\{(\d?)\}/g, (_, place) => values[Number(place)]);

  function speak(language) {
    words = language;
    document.documentElement.lang = words.tag;
    document.documentElement.dir = words.direction;
    document.title = words.title;
    for (const id of ['title', 'lead', 'keys', 'insecure', 'start', 'done', 'easy', 'hard', 'guessed', 'finished', 'save', 'label', 'order']) {
      part(id).textContent = words[id];
    }
    part('how-hard').textContent = words.howHard;
    mark();
  }

  // One button over each place.
  function offerPlaces() {
    part('answer').inputMode = data.inputMode;
    if (!data.places) return;
    part('places').hidden = false;
    part('label').hidden = true;
    part('answer').hidden = true;
    part('answer').required = false;
    for (const { answer } of data.places) {
      const [x, y] = answer.split(',').map(Number);
      const button = document.createElement('button');
      button.type = 'button';
      button.value = answer;
      button.style.left = `${(100 * x) / data.width}%`;
      button.style.top = `${(100 * y) / data.height}%`;
      button.addEventListener('click', () => click(answer));
      part('places').append(button);
    }
  }

  // A second click takes the first one back.
  function click(place) {
    if (clicked.includes(place)) clicked = clicked.filter((other) => other !== place);
    else if (clicked.length < data.clicks) clicked.push(place);
    mark();
  }

  function mark() {
    const buttons = part('places').children;
    for (const [n, button] of [...buttons].entries()) {
      const order = clicked.indexOf(button.value) + 1;
      const name = fill(words.button, data.places[n].row, data.places[n].column);
      button.ariaLabel = order ? `${name}: ${order}` : name;
      button.ariaPressed = String(order > 0);
      const number = document.createElement('span');
      number.textContent = order;
      button.replaceChildren(...(order ? [number] : []));
    }
    if (!data.places) return;
    part('chosen').textContent = fill(words.chosen, clicked.length, data.clicks);
    part('done').disabled = clicked.length < data.clicks;
  }

  function allow(isAllowed) {
    part('answer').readOnly = !isAllowed;
    part('done').disabled = !isAllowed;
    for (const button of part('places').children) button.disabled = !isAllowed;
  }

  function offerLanguages() {
    for (const language of data.languages) {
      const button = document.createElement('button');
      button.type = 'button';
      button.lang = language.tag;
      button.textContent = language.ownName;
      button.addEventListener('click', () => speak(language));
      part('languages').append(button);
    }
    const asked = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0]);
    const known = asked.map((name) => data.languages.find((language) => language.name === name));
    speak(known.find(Boolean) ?? data.languages[0]);
  }

  async function show(number) {
    const picture = part('picture');
    picture.src = `data:${data.media};base64,${data.pictures[number].bytes}`;
    picture.alt = fill(words.picture, number + 1);
    picture.width = data.width;
    picture.height = data.height;
    await picture.decode();
    part('place').textContent = fill(words.place, number + 1, data.pictures.length);
    part('difficulty').disabled = true;
    allow(true);
    part('answer').value = '';
    clicked = [];
    mark();
    (part('places').firstElementChild ?? part('answer')).focus();
    shown = { number, since: performance.now() };
  }

  // The time ends with the answer; only then it is asked how hard that was.
  function take(event) {
    event.preventDefault();
    shown.seconds = Math.round(performance.now() - shown.since) / 1000;
    allow(false);
    part('difficulty').disabled = false;
    part('easy').focus();
  }

  async function rate(difficulty) {
    const { number, seconds } = shown;
    part('difficulty').disabled = true;
    const answer = data.places ? clicked.join(' ') : read(part('answer').value);
    const isAnswerRight = await isRight(data.pictures[number], answer);
    answers.push({ picture: number + 1, answer, is_right: isAnswerRight, seconds, difficulty });
    if (answers.length < data.pictures.length) await show(answers.length);
    else finish();
  }

  function median(numbers) {
    const sorted = [...numbers].sort((one, other) => one - other);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  function finish() {
    const right = answers.filter((answer) => answer.is_right).length;
    const seconds = median(answers.map((answer) => answer.seconds));
    const { kind, level } = data;
    const result = { kind, level, language: words.name, right, of: answers.length, median_seconds: seconds, answers };
    part('test').hidden = true;
    part('after').hidden = false;
    part('result').textContent = fill(words.result, right, answers.length, seconds.toFixed(1));
    const file = new Blob([`${JSON.stringify(result, null, 2)}\n`], { type: 'application/json' });
    part('save').href = URL.createObjectURL(file);
    part('after').focus();
  }

  part('start').addEventListener('click', () => {
    part('languages').hidden = true;
    part('before').hidden = true;
    part('test').hidden = false;
    void show(0);
  });
  part('test').addEventListener('submit', take);
  for (const button of part('difficulty').querySelectorAll('button')) {
    button.addEventListener('click', () => void rate(button.value));
  }
  part('difficulty').addEventListener('keydown', ({ key }) => {
    const place = ['1', '2', '3'].indexOf(key);
    if (place >= 0 && !part('difficulty').disabled) void rate(['easy', 'hard', 'guessed'][place]);
  });
  offerPlaces();
  offerLanguages();
  // Outside of secure contexts browsers can't tell right from wrong.
  if (!globalThis.crypto?.subtle) {
    part('insecure').hidden = false;
    part('start').disabled = true;
  }
})();
