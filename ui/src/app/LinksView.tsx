export function LinksView(_props: { path?: string }) {
  return null;
}
