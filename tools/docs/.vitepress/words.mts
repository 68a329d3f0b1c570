// What the site itself says around the texts.

import type { DefaultTheme } from 'vitepress';

type Words = DefaultTheme.Config & Record<'start' | 'settings' | 'api', string>;

const WORDS: Record<string, Words> = {
  en: {
    start: 'Start',
    settings: 'Settings',
    api: 'API',
    outline: { level: [2, 3], label: 'On this page' },
    footer: { message: 'MIT or Apache 2.0, as you like.' },
  },
  zh: {
    start: '入门',
    settings: '设置',
    api: 'API',
    outline: { level: [2, 3], label: '本页内容' },
    footer: { message: 'MIT 或 Apache 2.0，任选其一。' },
    docFooter: { prev: '上一页', next: '下一页' },
    darkModeSwitchLabel: '深浅色',
    lightModeSwitchTitle: '切换到浅色',
    darkModeSwitchTitle: '切换到深色',
    sidebarMenuLabel: '目录',
    returnToTopLabel: '回到顶部',
    langMenuLabel: '语言',
    skipToContentLabel: '跳到正文',
    notFound: {
      title: '没有这一页',
      quote: '地址可能写错了，或者这一页换了地方。',
      linkLabel: '回到首页',
      linkText: '回到首页',
    },
  },
};

export const words = (language: string): Words => WORDS[language];
