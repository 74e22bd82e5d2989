/** The runbook's section on the variables that a page's commands use. All its command lines work in `bash` and `zsh`. */
export const SET_UP = `## Set DATABASE_URL, MIGRATIONS and MYSQL_CNF

Once in each shell. None of these lines leaves a password in the shell's history: type them as they are.

Use a machine that reaches the database and that nobody else is logged in to. While a command runs, \`ps\` shows its
arguments, the URL among them, to everybody on that machine.

**DATABASE_URL**, from where it is stored:

\`\`\`sh
export DATABASE_URL="$(aws secretsmanager get-secret-value --secret-id NAME --query SecretString --output text)"
\`\`\`

or typed, without an echo (paste the URL, press Enter):

\`\`\`sh
read -rs DATABASE_URL && export DATABASE_URL
\`\`\`

or built from the password alone, whose special characters must be encoded (paste the password, press Enter):

\`\`\`sh
read -rs PASSWORD && export DATABASE_URL="postgres://USER:$(PASSWORD="$PASSWORD" node -p 'encodeURIComponent(process.env.PASSWORD)')@HOST:5432/DATABASE"; unset PASSWORD
\`\`\`

Look at it without showing the password: \`printf '%s\\n' "\${DATABASE_URL##*@}"\` prints host, port and database.

**MIGRATIONS**, the files of the same image that ran; in this example they are in \`/migrations\`:

\`\`\`sh
id="$(docker create IMAGE)" && docker cp "$id:/migrations" ./migrations && docker rm "$id"
export MIGRATIONS="$PWD/migrations"
\`\`\`

or \`git checkout\` of the commit that was deployed.

**MYSQL_CNF**, a file that only you can read:

\`\`\`sh
export MYSQL_CNF="$(umask 077 && mktemp)" && "\${EDITOR:-vi}" "$MYSQL_CNF"
\`\`\`

\`\`\`ini
[client]
host=HOST
port=3306
user=USER
password="PASSWORD"
database=DATABASE
\`\`\`

**migrate-watch tee**, before each command of \`migrate\` that a page prints, makes it a run that the monitor sees. So the repair is recorded, and
the incident ends by itself. With the policy in the stack's output \`OperatorPolicyArn\`; without it the command runs all the same:

\`\`\`sh
migrate-watch tee --environment ENVIRONMENT --database DATABASE -- migrate -database "$DATABASE_URL" -path "$MIGRATIONS" -verbose up
\`\`\`

When you are done: \`rm -f "$MYSQL_CNF"; unset DATABASE_URL MYSQL_CNF\`.

## Acknowledge an incident

It ends a leaked credential that was changed, an alarm that no run explains, and an incident whose page shows a clean
run that ended nothing, if that run was the repair. For every other incident it says that you work on it, and
reminders are quiet for some hours. Copy the key as it is shown: the page's \`Key\`, PagerDuty's key of the alert, or the part from
\`migrate-watch/\` on. A key of another monitor is refused.

\`\`\`sh
migrate-watch ack KEY
\`\`\`

A repair that no watched run shows, such as statements in a shell, is reported like this, from any machine. A later run that shows otherwise
opens the next incident.

\`\`\`sh
migrate-watch resolve KEY --by-hand "what you did"
\`\`\`

Both take the rights of the policy in the stack's output \`OperatorPolicyArn\`. A page then says what was done.`;
