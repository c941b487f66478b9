import { EditorState, StateField } from '@codemirror/state';
import { Decoration, EditorView, WidgetType } from '@codemirror/view';
import { afterEach, expect, test } from 'vitest';
import './editor.css';
import { remeasure, remeasureWith } from './measure';

class Box extends WidgetType {
  override toDOM(): HTMLElement {
    const host = document.createElement('div');
    host.className = 'box';
    host.style.height = '20px';
    return host;
  }
}

const box = StateField.define({
  create: () => Decoration.set(Decoration.widget({ widget: new Box(), block: true, side: -1 }).range(0)),
  update: (value) => value,
  provide: (field) => EditorView.decorations.from(field),
});

const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

let view: EditorView;

async function show(): Promise<HTMLElement> {
  const parent = document.createElement('div');
  parent.style.cssText = 'height: 1200px; width: 400px; display: flex';
  document.body.append(parent);
  view = new EditorView({ parent, state: EditorState.create({ doc: 'one\ntwo\nthree', extensions: box }) });
  await frame();
  return view.dom.querySelector('.box') as HTMLElement;
}

afterEach(() => {
  view.dom.parentElement?.remove();
  view.destroy();
});

/** How far the height that is known of the last line is from where it stands. */
function astray(): number {
  const line = view.domAtPos(view.state.doc.length).node.parentElement as HTMLElement;
  const known = view.documentTop + view.lineBlockAt(view.state.doc.length).top;
  return Math.round(line.getBoundingClientRect().top - known);
}

test('an editor finds its lines again below a block that grew in a short note', async () => {
  const element = await show();
  expect(astray()).toBe(0);
  const whole = view.contentDOM.getBoundingClientRect().height;
  element.style.height = '120px';
  view.requestMeasure();
  await frame();
  expect(view.contentDOM.getBoundingClientRect().height).toBe(whole);
  expect(astray(), 'what the editor does not see by itself').toBe(100);
  remeasure(view);
  await frame();
  expect(astray()).toBe(0);
});

test('what is watched needs no word, and says how high it is', async () => {
  const element = await show();
  const heights: number[] = [];
  const stop = remeasureWith(view, element, (height) => heights.push(height));
  await frame();
  element.style.height = '90px';
  await frame();
  await frame();
  expect(astray()).toBe(0);
  expect(heights).toEqual([20, 90]);
  stop();
  element.style.height = '20px';
  await frame();
  expect(heights).toEqual([20, 90]);
});
