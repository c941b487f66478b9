/** The sign of each type of callout, which live preview and reading view share. */
import {
  Bug,
  Check,
  CircleCheckBig,
  CircleQuestionMark,
  ClipboardList,
  createElement,
  Flame,
  type IconNode,
  Info,
  List,
  Pencil,
  Quote,
  TriangleAlert,
  X,
  Zap,
} from 'lucide';

const ICONS: Record<string, IconNode> = {
  abstract: ClipboardList,
  info: Info,
  todo: CircleCheckBig,
  tip: Flame,
  success: Check,
  question: CircleQuestionMark,
  warning: TriangleAlert,
  failure: X,
  danger: Zap,
  bug: Bug,
  example: List,
  quote: Quote,
};

/** Returns the icon of a type; an unknown one has that of a note, as it has its colour. */
export function calloutIcon(kind: string): SVGElement {
  const icon = createElement(Object.hasOwn(ICONS, kind) ? (ICONS[kind] as IconNode) : Pencil);
  icon.classList.add('callout-icon');
  icon.setAttribute('aria-hidden', 'true');
  return icon;
}
