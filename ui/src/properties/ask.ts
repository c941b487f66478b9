/** Asks the reading view of a note for a new property: it has no editor that could be told. */
import { create } from 'zustand';

export const useAskedProperty = create<{ nth: number }>(() => ({ nth: 0 }));
