import type { Theme } from 'vitepress';
import theme from 'vitepress/theme';

import './style.css';

export default {
  extends: theme,
  enhanceApp({ app }) {
    // A page that can't be made stops the build; Vue would go on without it.
    if (import.meta.env.SSR) {
      app.config.errorHandler = (error) => {
        throw error;
      };
    }
  },
} satisfies Theme;
