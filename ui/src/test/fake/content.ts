/** The vault that the fake serves: a small, believable one, in both languages. */

export interface FakeFile {
  text: string;
  /** Days before the fake's start. */
  age: number;
}

const long = Array.from(
  { length: 60 },
  (_, i) =>
    `## Section ${i + 1}\n\nStorage engines trade write amplification for read speed, and section ${i + 1} measures by how much. See [[Architecture]] and #storage.\n\n- point one of ${i + 1}\n- point two of ${i + 1}\n`,
).join('\n');

export const FILES: Record<string, FakeFile> = {
  'knowledge/docs/Welcome.md': {
    age: 0,
    text: `---
title: Welcome
tags: [guide, 入门]
aliases:
  - Start here
---

# Welcome to Strata

Your notes are **plain files**. Any program may edit them; Strata keeps *every version* and finds ==any word==, in English and in 中文。

## What to try

- [x] Open a note from the tree
- [ ] Write a line and watch the preview follow
- [ ] Press \`Ctrl+O\` and type a few letters
- [ ] Link to another note: [[Architecture]] or [[架构设计|the Chinese one]]
- [ ] A note that is still to be written: [[Ideas for spring]]

> Knowledge is of two kinds. We know a subject ourselves, or we know where we can find information upon it.

| Area | Holds | Versions |
|---|---|---|
| memory | what should be remembered | yes |
| knowledge | what is known | yes |

Inline math $e^{i\\pi} + 1 = 0$ and a block:

$$
\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}
$$

\`\`\`mermaid
graph LR
  Editor --> Writer --> Files
  Writer --> Catalog --> Index
\`\`\`

\`\`\`rust
fn main() {
    println!("plain files are the truth");
}
\`\`\`

![A layered landscape](../assets/strata.svg)

![remote](https://example.com/photo.png)

Tagged #guide and #guide/first-steps. More at [the project](https://example.com).
`,
  },
  'knowledge/docs/Architecture.md': {
    age: 1,
    text: '# Architecture\n\nOne writer, many followers. See [[Welcome]] and [[Storage notes#Section 3]].\n\n## Writer\n\nOwns every change. #design\n\n## Followers\n\nIndexer and historian catch up from the journal. #design/followers\n',
  },
  'knowledge/docs/架构设计.md': {
    age: 2,
    text: '# 架构设计\n\n纯文件是唯一的真相。数据库让它们变快，Git 记住每一个版本。参见 [[Architecture]]。\n\n## 写入器\n\n所有更改都经过同一个写入器。#设计\n\n## API 配置\n\n查找 API 配置时，中英文混排也能找到。\n',
  },
  'knowledge/docs/storage/Storage notes.md': { age: 5, text: `# Storage notes\n\n${long}` },
  'knowledge/docs/storage/Journal format.md': {
    age: 9,
    text: '# Journal format\n\nNumbers, paths, kinds, revisions. Linked from [[Architecture]]. #storage\n',
  },
  'knowledge/docs/storage/Note 2.md': { age: 12, text: '# Note 2\n\nSecond of a series.\n' },
  'knowledge/docs/storage/Note 10.md': { age: 12, text: '# Note 10\n\nTenth of a series.\n' },
  'knowledge/docs/reading/Designing data systems.md': {
    age: 20,
    text: '# Designing data systems\n\nReading notes. #reading\n',
  },
  'knowledge/docs/reading/论持久化.md': { age: 21, text: '# 论持久化\n\n读书笔记。#阅读\n' },
  'knowledge/docs/meetings/2026-11-17 Weekly.md': {
    age: 5,
    text: '# Weekly\n\n- [ ] send the figures\n- [x] order paper\n',
  },
  'knowledge/docs/meetings/2026-11-10 Weekly.md': { age: 12, text: '# Weekly\n\n- [x] compare backups\n' },
  'memory/long_term/assistant/Preferences.md': {
    age: 3,
    text: '# Preferences\n\nPrefers short answers. #memory\n',
  },
  'memory/short_term/20261122/assistant.md': { age: 0, text: '# 22 November\n\nWorked on the editor.\n' },
};

export const EMPTY_FOLDERS = ['knowledge/docs/inbox', 'config', 'config/agents'];

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 260"><rect width="640" height="260" fill="#eef0fb"/><path fill="#c6caf3" d="M0 90h360l-30 60H0zM380 90h260v60H350z"/><path fill="#8a93e6" d="M0 160h325l-30 50H0zM345 160h295v50H315z"/><path fill="#4e5bd5" d="M0 220h290l-20 40H0zM310 220h330v40H290z"/></svg>`;

export const ASSETS: Record<string, { type: string; body: string }> = {
  'knowledge/assets/strata.svg': { type: 'image/svg+xml', body: SVG },
  'knowledge/assets/figures.csv': { type: 'text/csv', body: 'name,value\nsave,4\n' },
};
