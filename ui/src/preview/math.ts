/** Formulas, by KaTeX. Loaded when the first one is seen. */
import katex from 'katex';
// In the page for its fonts, which a shadow root cannot bring; the rules reach the shadow root by `mathStyles`.
import 'katex/dist/katex.min.css';
import css from 'katex/dist/katex.min.css?inline';
import { m } from '../i18n/messages';
import { previewStyles } from './styles';

previewStyles.math.replaceSync(css);

/** A formula beyond these would take too long. */
const LONGEST = 20_000;

export function draw(element: HTMLElement): void {
  const source = element.textContent ?? '';
  try {
    if (source.length > LONGEST) throw new Error(m.error_tooLarge());
    katex.render(source, element, {
      displayMode: element.dataset.display !== undefined,
      throwOnError: true,
      trust: false,
      strict: 'ignore',
      maxExpand: 500,
      maxSize: 40,
    });
  } catch (error) {
    element.textContent = source;
    element.classList.add('failed');
    element.title = `${m.math_failed()}: ${error instanceof Error ? error.message : ''}`;
  }
}
