// The shop's page: the button waits for a ticket, the account is made by the shop's server, and the phone shows
// what the provider hands over.

const form = document.querySelector('#register');
const button = form.querySelector('button');
const said = document.querySelector('#said');
const isChinese = document.documentElement.lang.startsWith('zh');

addEventListener('menshen-ticket', () => (button.disabled = false));
addEventListener('menshen-expired', () => (button.disabled = true));

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await fetch('/register', { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  if (answer.ok) {
    const { name, mobile } = await answer.json();
    said.textContent = isChinese ? `欢迎你，${name}！账户的手机号：${mobile}` : `Welcome, ${name}! Your account has the number ${mobile}.`;
    form.hidden = true;
  } else {
    said.textContent = isChinese ? '请再验证一次手机号。' : 'Please verify your phone again.';
    form.querySelector('menshen-gate').reset();
  }
});

const messages = document.querySelector('#messages');

new EventSource('/phone/messages').addEventListener('message', ({ data }) => {
  const { mobile, text } = JSON.parse(data);
  const item = document.createElement('li');
  const to = document.createElement('b');
  to.textContent = mobile;
  item.append(to, document.createTextNode(text));
  messages.prepend(item);
  document.querySelector('#none').hidden = true;
});

const showTime = () => {
  const now = new Date();
  document.querySelector('#time').textContent = now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
};
showTime();
setInterval(showTime, 10_000);
