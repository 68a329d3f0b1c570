import 'menshen-element';

const server = import.meta.env.VITE_MENSHEN ?? 'http://127.0.0.1:3000';
document.querySelector('menshen-gate').setAttribute('server', server);
