import { defineConfig } from 'vite';

import { places } from './places.js';

// A page for each place, of which one was rendered before.
export default defineConfig({
  plugins: [places()],
  build: { rollupOptions: { input: ['dialog', 'shadow', 'hydrated'].map((place) => `${place}.html`) } },
});
