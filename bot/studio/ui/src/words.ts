// The studio's own words, as the page hands them over: by id.

const all: Record<string, string> = JSON.parse(document.getElementById('words')?.textContent || '{}')

/** t is a text of the studio, with what stands in its placeholders. */
export function t(id: string, args: Record<string, string | number> = {}): string {
  const text = all['studio.canvas.' + id] ?? id
  return text.replace(/{{\s*\.(\w+)\s*}}/g, (_, name: string) => String(args[name] ?? ''))
}
