export function StatusBar(_props: { path?: string }) {
  return null;
}
