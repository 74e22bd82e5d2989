/**
 * Wordings of ECS, of a container runtime or of a shell that say why golang-migrate was not started. Tried in order; first match
 * wins.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 */
const WORDS = {
  'image for another CPU':
    /exec format error|cannot execute binary file|no matching manifest for |descriptor matching platform|no match for platform/i,
  'secret or login':
    /secrets or registry auth|retrieve secret|retrieve ecr registry auth|fetching secret|secrets ?manager|\bssm\b|\basm\b|json key|invalid ssm parameters/i,
  'image not found':
    /CannotPull(?=[\s\S]*(?:not found|manifest unknown|does not exist|name unknown))|manifest unknown|repository does not exist/i,
  'image refused':
    /(?:CannotPull|pull)(?=[\s\S]*(?:\b40[13]\b|denied|unauthorized|no basic auth|not authorized))|pull access denied/i,
  'too many pulls': /toomanyrequests|pull rate limit|\b429\b/i,
  'registry not reached':
    /CannotPull(?=[\s\S]*(?:time(?:d )?out|deadline exceeded|dial tcp|no such host|connection (?:refused|reset)|request canceled|i\/o))/i,
  'image not pulled': /CannotPull/i,
  'log group': /logger args|logging driver|\blog ?group\b|\blog ?stream\b|awslogs/i,
  'environment file': /env(?:ironment)? ?files?\b/i,
  volume: /\befs\b|\bfsx\b|\bvolume|\bmount/i,
  'program not found':
    /command not found|executable file not found|unknown command:|is not recognized as|exit status 127|: not found|no such file or directory/i,
  'program not executable': /permission denied|exit status 126|operation not permitted/i,
  network: /network interface|\bENIs?\b|subnet|NetworkConfiguration|\bDNS\b/i,
  capacity: /capacity|RESOURCE:|no container instance|insufficient/i,
  role: /assume the role|unable to assume|AccessDenied|not authorized to perform/i,
  container: /Cannot(?:Start|Create)Container|OCI runtime|runc create|ContainerRuntimeTimeout|DockerTimeout/i,
} as const satisfies Readonly<Record<string, RegExp>>;

export type StartFailure = keyof typeof WORDS;

/** The failure that this text describes; `undefined` when no wording fits. */
export function startFailureOf(text: string): StartFailure | undefined {
  return (Object.keys(WORDS) as StartFailure[]).find((failure) => WORDS[failure].test(text));
}

/** ECS's own errors for a container that never ran, anywhere in the text. */
const NEVER_RAN =
  /\b(?:CannotPull(?:ECR)?Container(?:Error)?|CannotStartContainerError|CannotCreateContainerError|CannotCreateVolumeError|ResourceInitializationError)\b|Could not transition to (?:created|running|pulled)|exec format error/i;

/** Does this text say that the container never ran? */
export function saysNeverRan(words: string): boolean {
  return NEVER_RAN.test(words);
}
