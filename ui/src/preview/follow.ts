/** Follows a click in rendered HTML, whose links carry where they lead. */
import { follow } from '../app/follow';
import { openPath } from '../app/workspace';
import { destination } from '../editor/links';

/** Goes where the clicked link of a note leads, or folds the clicked callout. */
export function followedFrom(event: MouseEvent, root: ShadowRoot, from: string): void {
  const target = event.target as Element;
  const link = target.closest<HTMLElement>('a, .embed[data-target]:not(.embed-shown)');
  if (!link) {
    const title = target.closest('.callout[data-fold] > .callout-title');
    title?.parentElement?.toggleAttribute('data-closed');
    return;
  }
  event.preventDefault();
  const { path, target: name, fragment, tag } = link.dataset;
  const href = link.getAttribute('href') ?? '';
  if (tag !== undefined) void follow(from, { kind: 'tag', tag });
  else if (name !== undefined) void follow(from, { kind: 'note', target: name, fragment });
  else if (path !== undefined) openPath(path, {});
  else if (href.startsWith('#')) root.getElementById(href.slice(1))?.scrollIntoView({ block: 'center' });
  else if (href) void follow(from, destination(href));
}
