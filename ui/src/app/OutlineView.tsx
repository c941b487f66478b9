export function OutlineView(_props: { path?: string }) {
  return null;
}
