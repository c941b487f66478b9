export function Welcome(_props: { path?: string }) {
  return null;
}
