import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setLocale } from '../i18n/gen/runtime.js';
import type { Problem } from '../ipc/gen/api';
import { CallError } from '../ipc/transport';
import { explainFault } from '../search/faults';
import { detailOf, explain } from './explain';
import { explainProblem } from './problems';

const none = { path: null, line: null, kept: null, detail: null };

beforeAll(() => setLocale('zh-CN', { reload: false }));
afterAll(() => setLocale('en', { reload: false }));

describe('in Chinese', () => {
  it('a problem is a sentence with its facts', () => {
    const large: Problem = {
      ...none,
      what: 'tooLargeForVersions',
      path: 'huge.bin',
      detail: '32 MiB',
      message: 'has no versions, because it is larger than they may be (32 MiB); backups keep it',
    };
    expect(explainProblem(large)).toEqual({
      text: '文件大于 32 MiB，因此没有版本，由备份保存。',
      detail: null,
    });
    const kept: Problem = { ...none, what: 'savedTwice', kept: 'a (copy).md', message: 'another program …' };
    expect(explainProblem(kept).text).toContain('a (copy).md');
    const twice: Problem = {
      ...none,
      what: 'frontMatterTwice',
      line: 3,
      detail: 'title',
      message: 'the front …',
    };
    expect(explainProblem(twice)).toEqual({
      text: '第 3 行：属性“title”出现了两次，以第一个为准。',
      detail: null,
    });
  });

  it('what the system said stands beside the sentence', () => {
    const detail = 'Permission denied (os error 13)';
    const told = explainProblem({ ...none, what: 'unreadable', path: 'a.md', detail, message: 'cannot …' });
    expect(told.text).toBe('无法读取。已知的内容保持不变。');
    expect(told.detail).toBe(detail);
  });

  it('an engine that knows more than this page is shown as it speaks', () => {
    const what = 'meteorite' as Problem['what'];
    expect(explainProblem({ ...none, what, message: 'a stone fell' }).text).toBe('a stone fell');
  });

  it('a wrong query is a sentence', () => {
    const wrong = (fault: CallError['fault'], detail: string | null = null) =>
      explainFault(new CallError({ code: 'badQuery', message: 'column 1: no', column: 1, fault, detail }));
    expect(wrong('openQuote')).toEqual({ text: '这个引号没有闭合。', detail: null });
    expect(wrong('badType', 'banana').text).toBe(
      '没有类型“banana”。可用的类型有 note, image, pdf, audio, video, text, other。',
    );
    expect(wrong('badRegex', 'unclosed group')).toEqual({
      text: '这不是正确的正则表达式。',
      detail: 'unclosed group',
    });
  });

  it('an error is its code and its path; what the system said is a detail of the system’s faults only', () => {
    const gone = new CallError({ code: 'notFound', message: 'a.md: there is no such file', path: 'a.md' });
    expect(explain(gone)).toBe('找不到文件：a.md');
    expect(detailOf(gone)).toBeNull();
    const broken = new CallError({ code: 'io', message: 'cannot read "a.md": Input/output error' });
    expect(explain(broken)).toBe('磁盘报告错误');
    expect(detailOf(broken)).toBe('cannot read "a.md": Input/output error');
  });
});
