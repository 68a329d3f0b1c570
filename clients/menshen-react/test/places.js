// Renders the component on a server, as Node does it, into the page that a browser then hydrates.

import { createElement } from 'react';
import { renderToString } from 'react-dom/server';

import { Form } from './form.js';

export const places = () => ({
  name: 'places',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => html.replace('<!--rendered-->', () => renderToString(createElement(Form, { server: process.env.VITE_MENSHEN }))),
  },
});
