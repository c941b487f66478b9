/**
 * Makes the fake that the address asks for, such as `?fake&big=100000`, or `?fake&empty` without files, or
 * `?fake&graph=10000&links=20000` with a large graph.
 */
import { FILES } from './content';
import { large } from './graph';
import { FakeTransport } from './transport';

export function makeFake(options: URLSearchParams): FakeTransport {
  const empty = options.has('empty');
  const files = empty ? {} : { ...FILES };
  const big = Number(options.get('big') ?? 0);
  for (let i = 0; i < big; i++) {
    const path = `bulk/area ${i % 40}/topic ${Math.floor(i / 40) % 60}/note ${i}.md`;
    files[path] = { age: i % 400, text: `# Note ${i}\n` };
  }
  const kilobytes = Number(options.get('kb') ?? 0);
  if (kilobytes > 0) {
    const paragraph =
      'Plain **text** with [[Architecture]] and 中文 words, `code` and a [link](https://example.com).\n\n';
    files['knowledge/docs/Large.md'] = {
      age: 0,
      text: `# Large\n\n${paragraph.repeat((kilobytes * 1024) / paragraph.length)}`,
    };
  }
  const fake = new FakeTransport(Date.now, files);
  if (empty) {
    fake.folders = new Set(['']);
    fake.assets.clear();
  }
  large.nodes = Number(options.get('graph') ?? 0);
  large.links = Number(options.get('links') ?? large.nodes * 2);
  fake.latency = Number(options.get('latency') ?? 5);
  fake.settings = {
    language: options.get('language') as typeof fake.settings.language,
    theme: options.get('theme') as typeof fake.settings.theme,
    textSize: null,
    zoom: null,
  };
  Object.assign(window, { fake });
  return fake;
}
