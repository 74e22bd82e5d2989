import { describe, expect, test } from 'vitest';
import { saysNeverRan, startFailureOf } from '../../../lambda/domain/runs/start-failures.ts';

/**
 * Words as AWS documents them.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html and the pages that it links
 */
const DOCUMENTED: readonly (readonly [key: ReturnType<typeof startFailureOf>, words: string])[] = [
  [
    'secret or login',
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db from secrets manager: AccessDeniedException',
  ],
  [
    'secret or login',
    'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 10.0.0.1:443: i/o timeout',
  ],
  [
    'secret or login',
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key url',
  ],
  [
    'image not found',
    'CannotPullContainerError: Error response from daemon: manifest for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:v9 not found: manifest unknown: Requested image not found',
  ],
  [
    'image not found',
    'CannotPullContainerError: inspect image has been retried 5 time(s): failed to resolve ref "docker.io/library/orders:v9": docker.io/library/orders:v9: not found',
  ],
  [
    'image refused',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/me/orders:1: pull access denied, repository does not allow it or may require authorization',
  ],
  [
    'image refused',
    'CannotPullECRContainerError: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/role is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
  ],
  [
    'too many pulls',
    'CannotPullContainerError: inspect image has been retried 5 time(s): httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit',
  ],
  [
    'registry not reached',
    'CannotPullContainerError: Error response from daemon: Get "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  ['registry not reached', 'CannotPullContainerError: dial tcp 52.1.2.3:443: i/o timeout'],
  [
    'image for another CPU',
    'CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform ‘linux/amd64’',
  ],
  [
    'image not pulled',
    'CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device',
  ],
  [
    'log group',
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
  ],
  [
    'environment file',
    'ResourceInitializationError: failed to download env files: file download command: non empty error stream: AccessDenied',
  ],
  [
    'volume',
    'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-12345678.efs.eu-west-1.amazonaws.com"',
  ],
  [
    'program not found',
    'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "migrate": executable file not found in $PATH: unknown',
  ],
  [
    'program not executable',
    'CannotStartContainerError: Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/entrypoint.sh": permission denied: unknown',
  ],
  ['network', 'Timeout waiting for network interface provisioning to complete.'],
  ['network', 'Network interface provision complete timeout'],
  [
    'capacity',
    'Capacity is unavailable at this time. Please try again later or in a different availability zone',
  ],
  [
    'role',
    "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/gone' that was provided for this task.",
  ],
  ['container', 'CannotCreateContainerError: Error response from daemon: invalid value for -c'],
  [
    'container',
    'ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: reason',
  ],
  [undefined, 'A reason that nobody has seen'],
];

describe('what hindered a start', () => {
  test.each(DOCUMENTED)('%s: %s', (key, words) => {
    expect(startFailureOf(words)).toBe(key);
  });

  test.each([
    'CannotPullContainerError: x',
    'CannotPullECRContainerError: x',
    'ResourceInitializationError: x',
    'CannotStartContainerError: x',
    'DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s',
  ])('%s says that the container never ran', (words) => {
    expect(saysNeverRan(words)).toBe(true);
  });

  test.each([
    'OutOfMemoryError: Container killed due to memory usage',
    'Essential container in task exited',
    'Scaling activity initiated by (deployment ecs-svc/1)',
    'DockerTimeoutError: Could not transition to stopped; timed out after waiting 2m',
    'CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s',
  ])('%s does not', (words) => {
    expect(saysNeverRan(words)).toBe(false);
  });
});
