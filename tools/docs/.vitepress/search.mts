// The search, which runs in the browser: the index is part of the site.

import type { DefaultTheme } from 'vitepress';

/** Cuts a text into words. Chinese has no spaces between them. Runs in the browser, too, so it stands alone. */
const tokenize = (text: string): string[] => {
  const parts = text.toLowerCase().split(/[\s\p{P}\p{S}]+/u);
  if (!/\p{Script=Han}/u.test(text)) return parts;
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  return parts.flatMap((part) => Array.from(segmenter.segment(part), ({ segment }) => segment));
};

export const search: DefaultTheme.Config['search'] = {
  provider: 'local',
  options: {
    miniSearch: { options: { tokenize } },
    locales: {
      zh: {
        translations: {
          button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
          modal: {
            displayDetails: '显示详细列表',
            resetButtonTitle: '清除搜索',
            backButtonTitle: '关闭搜索',
            noResultsText: '没有找到',
            footer: {
              selectText: '选择',
              selectKeyAriaLabel: '回车',
              navigateText: '移动',
              navigateUpKeyAriaLabel: '上箭头',
              navigateDownKeyAriaLabel: '下箭头',
              closeText: '关闭',
              closeKeyAriaLabel: 'Esc',
            },
          },
        },
      },
    },
  },
};
