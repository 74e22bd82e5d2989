import { addCommand, type Program } from '../command.ts';

const HELP = `\
Replays real runs of an imaginary week in three environments through the same pipeline as the deployed \
functions, on an embedded DynamoDB, prints the runs, the incidents and the pages, and writes them as one \
HTML page. Needs no AWS account.`;

export function addDemo(to: Program): void {
  addCommand(to, {
    name: 'demo',
    description: 'show what a team would see, on this machine only',
    help: HELP,
  })
    .option('--log <file>', 'explain this log instead of the week; - is standard input')
    .option('--out <file>', 'where to write the HTML page', 'migrate-watch-demo.html')
    .action((options: { log?: string; out: string }) =>
      to.run(async () => (await import('../demo.ts')).demo(options)),
    );
}
