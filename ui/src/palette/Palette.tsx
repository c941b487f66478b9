/** Quick switcher and command palette; registers the commands that open it. */
export function Palette() {
  return null;
}
