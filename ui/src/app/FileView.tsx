export function FileView({ path }: { path: string; tab: string }) {
  return <p>{path}</p>;
}
