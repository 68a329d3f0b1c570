import { StrictMode, createElement as h } from 'react';
import { hydrateRoot } from 'react-dom/client';

import { Form } from './form.js';

const form = h(StrictMode, null, h(Form, { server: import.meta.env.VITE_MENSHEN }));
hydrateRoot(document.getElementById('root'), form);
