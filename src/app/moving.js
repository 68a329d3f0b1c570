// A picture that moves: a button stops it by one of its frames, which lies over it, and lets it go on.

const byId = (id) => document.getElementById(id);
const picture = byId('picture');
const frame = byId('still-frame');
const button = byId('pause');
const word = button.querySelector('span');

function stop(isStopped) {
  if (frame.hidden !== isStopped) return;
  frame.hidden = !isStopped;
  [word.textContent, button.dataset.other] = [button.dataset.other, word.textContent];
}

button.addEventListener('click', () => {
  // Browsers draw the first frame or the one that is shown, and none of them tells anything.
  if (picture.naturalWidth) frame.getContext('2d').drawImage(picture, 0, 0, frame.width, frame.height);
  stop(frame.hidden && picture.naturalWidth > 0);
});

// Another picture moves again.
new MutationObserver(() => stop(false)).observe(picture, { attributeFilter: ['src', 'hidden'] });
button.disabled = false;
