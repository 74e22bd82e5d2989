import { html, raw } from 'hono/html';
import { STYLE } from './html-style.ts';

type Html = ReturnType<typeof html>;

/**
 * One HTML document: no script, no outside resource, light and dark.
 *
 * All foreign text goes through `hono/html`, which escapes it; the style sheet is ours and the only raw part.
 */
export async function htmlDocument(title: string, main: Html): Promise<string> {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${main}
</body>
</html>
`;
  return (await document).toString();
}
