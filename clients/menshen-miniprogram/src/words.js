// The labels. What the server refuses, it says itself, in the same language.

const ZH = {
  mobile: '手机号',
  picture: '图片验证码',
  second: '第二张图片的答案',
  order: '从圆点开始，顺时针输入',
  another: '换一张图片',
  listen: '播放语音',
  send: '获取短信验证码',
  code: '短信验证码',
  verify: '验证',
  done: '手机号已验证',
  unreachable: '网络连接失败，请检查网络后再试',
};

const EN = {
  mobile: 'Phone number',
  picture: 'Picture code',
  second: 'Answer to the second picture',
  order: 'Start at the dot and go clockwise.',
  another: 'New picture',
  listen: 'Play sound',
  send: 'Get code',
  code: 'Message code',
  verify: 'Verify',
  done: 'Phone verified',
  unreachable: "The server can't be reached. Check your connection and try again.",
};

const wordsOf = (lang) => (/^en\b/i.test(lang) ? EN : ZH);

module.exports = { wordsOf };
