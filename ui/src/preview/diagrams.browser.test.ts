import { expect, test } from 'vitest';
import { drawn, withoutAddresses } from './diagrams';

test('a diagram asks nobody for anything while it is drawn', async () => {
  const asked: string[] = [];
  const observer = new PerformanceObserver((list) =>
    asked.push(...list.getEntries().map(({ name }) => name)),
  );
  observer.observe({ type: 'resource', buffered: true });
  const sources = [
    '%%{init: {"themeCSS": "* { background: url(http://localhost:9/a) }"}}%%\ngraph LR\n A --> B',
    '%%{init: {"fontFamily": "x; background: url(http://localhost:9/b)"}}%%\ngraph LR\n A --> B',
    'graph LR\n A --> B\n style A fill:url(http://localhost:9/c)',
    'graph LR\n A --> B\n classDef x fill:URL (http://localhost:9/d)\n class A x',
    'graph LR\n A@{ img: "http://localhost:9/e.png", label: "x" } --> B',
    'graph LR\n A@{ img: "//localhost:9/f.png", label: "x" } --> B',
  ];
  for (const source of sources) {
    const picture = await drawn(source, 'light').catch(() => null);
    expect(picture?.svg ?? '', source).not.toContain('localhost:9');
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  observer.disconnect();
  expect(asked.filter((name) => name.includes('localhost:9'))).toEqual([]);
});

test('what a diagram says in words stays', () => {
  expect(withoutAddresses('graph LR\n A["see url(x) at https://a.example"] --> B')).toContain(
    'url(x) at https://',
  );
});
