// The site of the documents. Its pages are the texts of this repository, where they are; see pages.mts.

import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { type DefaultTheme, defineConfig } from 'vitepress';

import { FILES, rules, slug } from './markdown.mts';
import { LANGUAGES, ROOT, sidebar, stage } from './pages.mts';
import { search } from './search.mts';
import { words } from './words.mts';

const theme = (language: string): DefaultTheme.Config => ({
  ...words(language),
  nav: [
    { text: words(language).start, link: `${LANGUAGES[language].prefix}start` },
    { text: words(language).settings, link: `${LANGUAGES[language].prefix}settings` },
    { text: words(language).api, link: `${LANGUAGES[language].prefix}calls` },
  ],
  sidebar: sidebar(language),
});

export default defineConfig({
  srcDir: stage(join(import.meta.dirname, '../texts')),
  outDir: join(ROOT, 'target/docs'),
  cacheDir: join(ROOT, 'target/docs-cache'),
  // Where the site lies on its server, such as /docs/.
  base: process.env.DOCS_BASE ?? '/',
  title: 'Menshen',
  head: [['link', { rel: 'icon', href: `${process.env.DOCS_BASE ?? '/'}favicon.svg` }]],
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      description: 'A self-hosted gate in front of SMS sign-up',
      themeConfig: theme('en'),
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      title: '门神',
      description: '立在短信注册前面的自托管闸门',
      themeConfig: theme('zh'),
    },
  },
  themeConfig: { logo: '/favicon.svg', search },
  markdown: {
    config: rules,
    anchor: { slugify: slug },
    toc: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  // Addresses that readers are to try on their own machine.
  ignoreDeadLinks: 'localhostLinks',
  vite: {
    build: { chunkSizeWarningLimit: 2000 },
  },
  buildEnd({ outDir }) {
    for (const file of FILES) copyFileSync(join(ROOT, file), join(outDir, basename(file)));
  },
});
