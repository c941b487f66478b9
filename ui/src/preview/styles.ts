/** The style sheets of the preview's shadow root. Tokens reach it by inheritance; page rules do not. */
import css from './preview.css?inline';

const base = new CSSStyleSheet();
base.replaceSync(css);

export const previewStyles = {
  base,
  /** Filled when the first formula is drawn. */
  math: new CSSStyleSheet(),
};
