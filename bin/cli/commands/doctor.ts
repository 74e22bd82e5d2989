import { addCommand, type Program } from '../command.ts';

const HELP = `\
Compares a settings file with an AWS account, before and after a deploy, and says for each finding what to do: log \
groups, subscription filters, secrets, keys, the last deploy, e-mail confirmations, dead letters, alarms about the \
monitor, the age of its last test run, when a test page last reached each receiver, and names that the settings no \
longer have: which open incidents a deploy ends, and which history it does not carry over. In the week after a first deploy it walks a checklist too: what AWS can be \
asked, and what a person has to look at once. It only reads, and does not read the values of secrets.

Examples:
  migrate-watch doctor
  migrate-watch doctor --settings production.yaml --json

AWS credentials and Region are found as the AWS CLI finds them.

Exit codes: 0 no problem; 1 problems; 2 nothing could be checked; 3 no problem, but AWS did not answer every question.`;

export function addDoctor(to: Program): void {
  addCommand(to, { name: 'doctor', description: 'compare a settings file with an AWS account', help: HELP })
    .option('--settings <file>', 'settings, YAML or JSON', 'migrate-watch.yaml')
    .option('--stack <name>', 'the deployed stack; the name in the settings when left out')
    .option(
      '--first-deploy',
      'the checklist of a first deploy; shown anyway while the stack is younger than a week',
    )
    .option('--json', 'one JSON object with all findings')
    .action((options: { settings: string; stack?: string; json?: boolean; firstDeploy?: boolean }) =>
      to.run(async () => (await import('../doctor.ts')).doctor(options)),
    );
}
