// How the repository's texts become pages: their links are those between files.

import { existsSync } from 'node:fs';
import { posix } from 'node:path';

import type { MarkdownOptions } from 'vitepress';

import { PAGES, ROOT, SOURCES, title } from './pages.mts';

type Markdown = Parameters<NonNullable<MarkdownOptions['config']>>[0];
type Token = ReturnType<Markdown['parse']>[number];

/** Files that the documents hand out, beside the pages. */
export const FILES = ['docs/alerts.yml', 'docs/grafana.json'];

/** Where the sources can be looked at, such as https://git.example.com/menshen/blob/main/; else they are only named. */
const SOURCE = process.env.DOCS_SOURCE;

/** The name of a heading in an address, the same as where repositories are shown. */
export const slug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^\p{L}\p{N}\p{M}_-]/gu, '');

/** What a link leads to on the site: null for what is not there. */
function target(source: string, href: string): string | null {
  const [path, hash] = href.split('#');
  const anchor = hash ? `#${hash}` : '';
  if (path === '') return anchor;
  const file = posix.join(posix.dirname(source), decodeURIComponent(path));
  // The start page stands for what introduces the repository.
  if (/^README(\.zh-CN)?\.md$/.test(file)) return file.includes('zh') ? '/zh/' : '/';
  const page = PAGES[file] ?? PAGES[posix.join(file, 'README.md')];
  if (page) return `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}${anchor}`;
  if (FILES.includes(file)) return `/${posix.basename(file)}`;
  if (!existsSync(`${ROOT}/${file}`)) throw new Error(`${source}: a link to ${file}, which there is not`);
  return SOURCE ? `${SOURCE}${file}${anchor}` : null;
}

/** Words that are written without spaces, on both sides of the end of a line. */
const UNSPACED = /^[\p{Script=Han}\p{P}]$/u;

/** Two lines of Chinese are one, without the space that the end of a line is elsewhere. */
function join(before: Token | undefined, end: Token, after: Token | undefined): void {
  const [last, first] = [before?.content.at(-1) ?? '', after?.content.at(0) ?? ''];
  const isUnspaced = UNSPACED.test(last) && UNSPACED.test(first) && /\p{Script=Han}/u.test(last + first);
  if (isUnspaced) Object.assign(end, { type: 'text', content: '' });
}

/** Leads to the page instead of the file, in the page's own words; says whether there is anything to lead to. */
function lead(link: Token, name: Token | undefined, source: string): boolean {
  const href = link.attrGet('href') ?? '';
  const there = /^[a-z]+:/.test(href) ? href : target(source, href);
  if (there === null) {
    Object.assign(link, { type: 'text', content: '', attrs: null, nesting: 0 });
    return false;
  }
  link.attrSet('href', there);
  if (FILES.some((file) => there === `/${posix.basename(file)}`)) link.attrSet('target', '_self');
  const page = SOURCES[`${there.replace(/#.*/, '').slice(1)}.md`];
  // Who reads a page knows nothing of its file.
  if (page && name?.content.endsWith('.md')) name.content = title(page);
  return true;
}

/** Turns links between files into links between pages, keeps Vue out of code, and joins lines. */
function rewrite(tokens: Token[], source: string): void {
  const closed: boolean[] = [];
  for (const [at, token] of tokens.entries()) {
    // What stands in braces there is for the reader.
    if (token.type === 'code_inline') token.attrSet('v-pre', '');
    if (token.type === 'softbreak') join(tokens[at - 1], token, tokens[at + 1]);
    if (token.type === 'link_close' && closed.pop()) token.hidden = true;
    if (token.type === 'link_open') closed.push(!lead(token, tokens[at + 1], source));
  }
}

/** The line that leads to the other language: the site has a menu for that. */
const OTHER_LANGUAGE = /^(\*\*English\*\* · \[|\[English\]\(.*\) · \*\*)/;

/** Adds these rules to the generator's. */
export function rules(markdown: Markdown): void {
  markdown.core.ruler.push('repository', ({ tokens, env }) => {
    const source = SOURCES[(env as { relativePath: string }).relativePath];
    for (let at = 0; at < tokens.length; at += 1) {
      // A corner of a table heads nothing.
      if (tokens[at].type === 'th_open' && tokens[at + 1].content === '') tokens[at].tag = tokens[at + 2].tag = 'td';
      if (tokens[at].type !== 'inline') continue;
      if (OTHER_LANGUAGE.test(tokens[at].content)) {
        tokens.splice(at - 1, 3);
        at -= 2;
      } else rewrite(tokens[at].children ?? [], source);
    }
  });
}
