import { StrictMode, createElement as h } from 'react';
import { createRoot } from 'react-dom/client';

import { Form } from './form.js';

const root = document.getElementById('root').attachShadow({ mode: 'open' });
createRoot(root).render(h(StrictMode, null, h(Form, { server: import.meta.env.VITE_MENSHEN })));
