/** What the forms are called. */
import { m } from '../i18n/messages';
import type { Form } from './open';

const FORMS: Record<Form, () => string> = {
  move: m.batch_move,
  renameAll: m.batch_renameAll,
  addTag: m.batch_addTag,
  removeTag: m.batch_removeTag,
  renameTag: m.batch_renameTag,
  setProperty: m.batch_setProperty,
  removeProperty: m.batch_removeProperty,
  renameProperty: m.batch_renameProperty,
};

export function formName(form: Form): string {
  return FORMS[form]();
}
