export function useUnsaved(_path: string): boolean {
  return false;
}
