import { StrictMode, createElement as h, useRef } from 'react';
import { createRoot } from 'react-dom/client';

import { Form } from './form.js';

function Dialog() {
  const dialog = useRef(null);
  return h('div', null,
    h('button', { onClick: () => dialog.current.showModal() }, 'Open'),
    h('dialog', { ref: dialog, 'aria-label': 'Register' }, h(Form, { server: import.meta.env.VITE_MENSHEN })));
}

createRoot(document.getElementById('root')).render(h(StrictMode, null, h(Dialog)));
