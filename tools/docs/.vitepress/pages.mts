// Which texts are pages, what their addresses are, and in which order the sidebar has them.

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import type { DefaultTheme } from 'vitepress';

/** The repository. */
export const ROOT = resolve(import.meta.dirname, '../../..');

/** The languages of the site, with what stands before a page's address. */
export const LANGUAGES: Record<string, { prefix: string; only: string }> = {
  en: { prefix: '/', only: '' },
  zh: { prefix: '/zh/', only: '（英文）' },
};

/** The packages for other people's code, each of which is introduced by its README. */
const packages = readdirSync(`${ROOT}/clients`)
  .filter((name) => existsSync(`${ROOT}/clients/${name}/README.md`))
  .map((name) => `clients/${name}`);

/** Texts outside of `docs`, by their path; the first are in English alone. */
const OTHERS: Record<string, string> = {
  'CHANGELOG.md': 'changelog.md',
  'SECURITY.md': 'security.md',
  'ARCHITECTURE.md': 'architecture.md',
  'CONTRIBUTING.md': 'contributing.md',
  'clients/README.md': 'clients/index.md',
  'clients/README.zh-CN.md': 'zh/clients/index.md',
  ...Object.fromEntries(packages.map((name) => [`${name}/README.md`, `${name}.md`])),
  ...Object.fromEntries(packages.map((name) => [`${name}/README.zh-CN.md`, `zh/${name}.md`])),
};

const texts = (folder: string) => readdirSync(`${ROOT}/${folder}`).filter((name) => name.endsWith('.md'));

/** From a text of the repository to its page. */
export const PAGES: Record<string, string> = {
  'tools/docs/index.md': 'index.md',
  'tools/docs/zh/index.md': 'zh/index.md',
  ...Object.fromEntries(texts('docs').map((name) => [`docs/${name}`, name])),
  ...Object.fromEntries(texts('docs/zh').map((name) => [`docs/zh/${name}`, `zh/${name}`])),
  ...OTHERS,
};

/** From a page to its text. */
export const SOURCES: Record<string, string> = Object.fromEntries(
  Object.entries(PAGES).map(([source, page]) => [page, source]),
);

/** Puts all pages where the generator looks for them, with the pictures that they show. */
export function stage(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  const pictures = readdirSync(`${ROOT}/docs`, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(png|svg)$/.test(name))
    .map((name) => [`docs/${name}`, name]);
  const favicon = ['public/favicon.svg', 'public/favicon.svg'];
  for (const [from, to] of [...Object.entries(PAGES), ...pictures, favicon]) {
    mkdirSync(dirname(`${folder}/${to}`), { recursive: true });
    copyFileSync(`${ROOT}/${from}`, `${folder}/${to}`);
  }
  return folder;
}

/** The sidebar: groups with their names, and pages by their addresses. */
const GROUPS: { en: string; zh: string; pages: string[] }[] = [
  { en: 'Get to know it', zh: '认识门神', pages: ['start', 'flow'] },
  {
    en: 'Integrate',
    zh: '接入',
    pages: ['integrate', 'page', 'redeem', 'api', 'tutorial', 'phone-numbers', 'test-numbers'],
  },
  { en: 'Packages', zh: '软件包', pages: ['clients/index', ...packages] },
  { en: 'Operate', zh: '运维', pages: ['production', 'containers', 'providers', 'operations', 'upgrade', 'changelog'] },
  { en: 'Limits and policy', zh: '限额与策略', pages: ['challenges', 'limits', 'decisions', 'policy'] },
  {
    en: 'Security and privacy',
    zh: '安全与隐私',
    pages: ['threat-model', 'strength', 'privacy', 'accessibility', 'security'],
  },
  { en: 'Reference', zh: '参考', pages: ['settings', 'calls', 'errors'] },
  { en: 'Take part', zh: '参与', pages: ['translate', 'development', 'architecture', 'contributing'] },
];

/** The text of the page of this address. */
const textOf = (page: string): string | undefined => SOURCES[`${page}.md`];

/** What a text is called. */
export function title(source: string): string {
  const heading = /^# (.+)$/m.exec(readFileSync(`${ROOT}/${source}`, 'utf8'));
  if (!heading) throw new Error(`${source} has no title`);
  return heading[1];
}

/** A page in this language, or else in English, and then it says so. */
function entry(language: string, page: string): DefaultTheme.SidebarItem {
  const { prefix, only } = LANGUAGES[language];
  const own = textOf(`${prefix}${page}`.slice(1));
  const source = own ?? textOf(page);
  if (!source) throw new Error(`the sidebar names the page ${page}, which there is not`);
  const address = page.replace(/\/index$/, '/');
  return own
    ? { text: title(own), link: `${prefix}${address}` }
    : { text: `${title(source)}${only}`, link: `/${address}` };
}

/** All pages, in their order. Those that no group names stand at the end of the last one. */
export function sidebar(language: string): DefaultTheme.SidebarItem[] {
  const pages = new Set(Object.values(PAGES).map((page) => page.replace(/^zh\//, '').replace(/\.md$/, '')));
  const named = new Set(['index', ...GROUPS.flatMap((group) => group.pages)]);
  const others = [...pages].filter((page) => !named.has(page));
  return GROUPS.map((group, at) => ({
    text: group[language as 'en' | 'zh'],
    items: [...group.pages, ...(at === GROUPS.length - 1 ? others : [])].map((page) => entry(language, page)),
  }));
}
