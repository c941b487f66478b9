/** Pictures with their size, and embeds of notes, sounds, films and other files. */
import { type EditorView, WidgetType } from '@codemirror/view';
import { type Embed, embed } from '../../preview/embeds';
import { wikilink as address } from '../links';
import { remeasure } from '../measure';
import { wikilink } from './links';
import type { Construct } from './sink';

const SIZE = /^(\d{1,4})(?:x(\d{1,4}))?$/;

function sized(label: string): Pick<Embed, 'label' | 'width' | 'height'> {
  const bar = label.lastIndexOf('|');
  const size = SIZE.exec(label.slice(bar + 1).trim());
  if (!size) return { label };
  return {
    label: bar < 0 ? '' : label.slice(0, bar),
    width: Number(size[1]),
    height: size[2] === undefined ? undefined : Number(size[2]),
  };
}

/** Reads `![[target|size]]` and `![text|size](address)`; null if it is neither. */
export function readPicture(source: string): Embed | null {
  const [, inner] = /^!\[\[([^\]]+)\]\]$/.exec(source) ?? [];
  if (inner !== undefined) {
    const link = address(source);
    if (link.kind !== 'note') return null;
    const bar = inner.indexOf('|');
    return { target: link.target, fragment: link.fragment, ...sized(bar < 0 ? '' : inner.slice(bar + 1)) };
  }
  const [, label = '', angled, plain] =
    /^!\[((?:[^\]\\]|\\.)*)\]\(\s*(?:<([^>]*)>|([^\s)]*(?:\([^\s)]*\)[^\s)]*)*))(?:\s+["'(].*["')])?\s*\)$/s.exec(
      source,
    ) ?? [];
  const target = angled ?? plain;
  return target ? { target, markdown: true, ...sized(label) } : null;
}

const heights = new Map<string, number>();

export class PictureWidget extends WidgetType {
  readonly picture: Embed;
  readonly from: string;
  readonly block: boolean;
  readonly key: string;

  constructor(picture: Embed, from: string, block: boolean) {
    super();
    this.picture = picture;
    this.from = from;
    this.block = block;
    this.key = JSON.stringify([picture, from, block]);
  }

  override eq(other: PictureWidget): boolean {
    return other.key === this.key;
  }

  override get estimatedHeight(): number {
    return heights.get(this.key) ?? (this.block ? (this.picture.height ?? 180) : -1);
  }

  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement(this.block ? 'div' : 'span');
    host.className = this.block ? 'lp-block lp-picture' : 'lp-picture';
    const resized = () => {
      if (this.block && host.offsetHeight > 0) heights.set(this.key, host.offsetHeight);
      remeasure(view);
    };
    void embed(host, this.picture, { from: this.from, chain: [this.from] }, resized);
    return host;
  }

  override ignoreEvent(event: Event): boolean {
    // A click on a picture goes to its text; in an embed it belongs to what is shown.
    return event.type !== 'mousedown' || !(event.target instanceof HTMLImageElement);
  }
}

const picture =
  (path: (state: Parameters<Construct>[0]['state']) => string): Construct =>
  (sink, { from, to }) => {
    const found = readPicture(sink.text(from, to));
    if (!found) return undefined;
    if (!sink.touched(from, to)) sink.widget(from, to, new PictureWidget(found, path(sink.state), false));
    return false;
  };

/** Both kinds of picture, given where the note's path is found. */
export const pictures = (path: Parameters<typeof picture>[0]): Record<string, Construct> => {
  const shown = picture(path);
  return {
    Image: shown,
    WikiLink: (sink, node) =>
      sink.text(node.from, node.from + 1) === '!' ? shown(sink, node) : wikilink(sink, node),
  };
};
