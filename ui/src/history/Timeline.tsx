/** The versions of a file in the right panel. */
export function Timeline({ path }: { path: string }) {
  return <p>{path}</p>;
}
