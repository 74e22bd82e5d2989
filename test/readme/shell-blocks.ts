/** One fenced `sh` block of a document. */
export interface ShellBlock {
  /** Text of the last `##` heading above it; empty when there is none. */
  readonly section: string;
  /** Line of the opening fence, 1-based. */
  readonly line: number;
  /** The commands, without the fences and without a leading `$ `. */
  readonly script: string;
  /** Why it is not run, from `<!-- not run: why -->` on the line before the fence; `null` when it is run. */
  readonly notRun: string | null;
}

/** Sections of the README whose commands need an account; readme-cloud.e2e.ts runs them on the emulator. */
export const CLOUD_SECTIONS: readonly string[] = ['Deploy', 'Uninstall'];

/** Every `sh` block of `markdown`, in order. Blocks of other languages show output or files, and are left out. */
export function shellBlocks(markdown: string): ShellBlock[] {
  const blocks = /(?:^<!-- not run: (?<why>[^\n]+?) -->\n)?^```sh\n(?<script>[\s\S]*?)^```$/gm;
  return [...markdown.matchAll(blocks)].map(({ groups, index }) => {
    const why = groups?.['why'];
    const above = markdown.slice(0, index);
    const section = [...above.matchAll(/^## (.*)$/gm)].at(-1)?.[1] ?? '';
    const lines = above.split('\n').length + (why === undefined ? 0 : 1);
    return {
      section,
      line: lines,
      script: (groups?.['script'] ?? '').replace(/^\$ /gm, ''),
      notRun: why ?? null,
    };
  });
}
