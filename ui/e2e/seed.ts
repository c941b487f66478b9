/** What every test's vault holds at the start. */

const section = (n: number) =>
  `## Section ${n}\n\nStorage engines trade write amplification for read speed; section ${n} says by how much.\n\n`;

export const LONG = `# Storage notes\n\n${Array.from({ length: 60 }, (_, i) => section(i + 1)).join('')}`;

export const SEED: Record<string, string> = {
  'Welcome.md': '# Welcome\n\nStart with [[Architecture]].\n\n- [ ] read this\n',
  'docs/Architecture.md':
    '# Architecture\n\nOne writer owns every change. #design\n\n## Followers\n\nIndexer and historian catch up. #design/followers\n',
  'docs/Storage notes.md': LONG,
  'docs/Plain.md': 'first line\nsecond line\nthird line\n',
  'docs/缓存.md': '# 缓存\n\n缓存一致性协议确保多个处理器看到相同的数据。#设计\n',
  'docs/配置.md': '# API配置\n\n查找 API 配置时，中英文混排也能找到。\n',
  'forms/Windows.md': '# Windows\r\n\r\nfirst line\r\nlast line',
  'forms/Mixed.md': '\uFEFF# Mixed\r\n\nwindows line\r\nunix line\nold line\rlast line',
  'inbox/Idea.md': '# Idea\n\nA zebra crossing for notes. #design\n',
};
