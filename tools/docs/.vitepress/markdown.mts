// How the repository's texts become pages: their links are those between files.

import { existsSync } from 'node:fs';
import { posix } from 'node:path';

import type { MarkdownOptions } from 'vitepress';

import { PAGES, ROOT, SOURCES } from './pages.mts';

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

/** Turns links between files into links between pages, and keeps Vue out of code. */
function follow(tokens: Token[], source: string): void {
  const closed: boolean[] = [];
  for (const token of tokens) {
    if (token.type === 'code_inline') {
      // What stands in braces there is for the reader.
      token.attrSet('v-pre', '');
    } else if (token.type === 'link_close') {
      if (closed.pop()) token.hidden = true;
    } else if (token.type === 'link_open') {
      const href = token.attrGet('href') ?? '';
      const there = /^[a-z]+:/.test(href) ? href : target(source, href);
      closed.push(there === null);
      if (there === null) Object.assign(token, { type: 'text', content: '', attrs: null, nesting: 0 });
      else token.attrSet('href', there);
      if (FILES.some((file) => there === `/${posix.basename(file)}`)) token.attrSet('target', '_self');
    }
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
      } else follow(tokens[at].children ?? [], source);
    }
  });
}
