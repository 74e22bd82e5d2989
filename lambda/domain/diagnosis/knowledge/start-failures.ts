import { type StartFailure, startFailureOf } from '../../runs/start-failures.ts';
import type { Entry } from './knowledge.ts';

const DO_NOT = 'Do not force: nothing was executed, so this run made nothing dirty.';

/** What all entries have in common. */
const common = { doNot: DO_NOT, retrySafe: 'after-fix' } as const;

/** Reasons why golang-migrate was not started. The key is the end of the runbook's heading. */
export const START_FAILURES: Readonly<Record<StartFailure, Entry>> = {
  'image for another CPU': {
    ...common,
    title: 'The image is built for another CPU',
    meaning: 'The binary in the image cannot run on this CPU, so it was never started.',
    cause:
      'An image that was built on arm64 and runs on x86_64, or the reverse; a script without its `#!` line.',
    firstStep:
      "Build the image for the task's `cpuArchitecture` (`docker build --platform linux/amd64` or `linux/arm64`), or change that of the task definition.",
  },
  'secret or login': {
    ...common,
    title: 'A secret, or the login of the registry, could not be read',
    meaning: 'The task needs a secret, or a login to pull its image, and ECS did not get it.',
    cause:
      'The task execution role may not read it, the secret or its JSON key is not there, or the subnet reaches neither Secrets Manager, Systems Manager nor ECR.',
    firstStep:
      "`AccessDenied`: give the task execution role the right to read it. Not found: correct the name in the task definition. A timeout: correct the subnet's route or endpoint.",
  },
  'image not found': {
    ...common,
    title: 'The image is not in its registry',
    meaning: 'ECS asked for the image, and the registry has none with that name and tag.',
    cause: 'A tag that was never pushed, was deleted by a lifecycle rule, or is misspelt.',
    firstStep: 'Push the image with the tag that the task definition names, or name one that is there.',
  },
  'image refused': {
    ...common,
    title: 'The registry refused to hand out the image',
    meaning: 'ECS asked for the image without having the right to it.',
    cause:
      'A task execution role without the right to pull, a repository policy that leaves this account out, or a private registry without `repositoryCredentials`.',
    firstStep:
      'Give the task execution role `ecr:GetAuthorizationToken`, `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer`, and look at the policy of the repository.',
  },
  'too many pulls': {
    ...common,
    title: 'The registry allows no more pulls for now',
    meaning: 'The registry counts pulls, and this address has used up its share.',
    cause: 'Images pulled from Docker Hub without a login.',
    firstStep:
      'Wait and start it again. To avoid this, pull the image from ECR, or through its pull-through cache.',
  },
  'registry not reached': {
    ...common,
    title: 'The registry was not reached',
    meaning: 'The image could not be pulled over the network.',
    cause:
      'A subnet without a route out or without endpoints for ECR and S3, a security group, or DNS that is switched off in the VPC.',
    firstStep:
      "Look at the task's subnet and security group: a NAT gateway or a public address, else endpoints for `ecr.api`, `ecr.dkr`, S3 and CloudWatch Logs.",
  },
  'image not pulled': {
    ...common,
    title: 'The image could not be pulled',
    meaning: 'ECS did not get the image of the task.',
    cause: 'A name, a right, the network, or no room on the disk: the reason says which.',
    firstStep:
      'Read the reason, correct that, and pull the image by hand with the same role if it does not say enough.',
  },
  'log group': {
    ...common,
    title: "The container's log could not be set up",
    meaning: 'ECS starts no container whose log driver fails.',
    cause:
      'A log group that does not exist, a task execution role without `logs:CreateLogStream`, or a subnet that does not reach CloudWatch Logs.',
    firstStep:
      'Create the log group that the task definition names, and give the task execution role `logs:CreateLogStream` and `logs:PutLogEvents`.',
  },
  'environment file': {
    ...common,
    title: 'An environment file could not be read',
    meaning: 'The task takes variables from a file in S3, and ECS did not get it.',
    cause: 'A file that is not there, or a task execution role without `s3:GetObject`.',
    firstStep: 'Check whether the file is in the bucket, and whether the task execution role may read it.',
  },
  volume: {
    ...common,
    title: 'A volume could not be mounted',
    meaning: 'The task needs a file system that ECS could not mount.',
    cause:
      'A file system that is gone, a security group that does not let NFS through, or a role without the right to mount.',
    firstStep: 'Look at the file system, its mount targets and their security group.',
  },
  'program not found': {
    ...common,
    title: 'The program is not in the image',
    meaning: 'The shell, or the container runtime, found no program of that name.',
    cause:
      'An image without `migrate`, another path or `PATH`, a binary that needs a C library which the image lacks, or an entry point that is misspelt.',
    firstStep:
      'Start a shell in the same image and type `command -v migrate`; install it there, or correct the path.',
  },
  'program not executable': {
    ...common,
    title: 'The program may not be executed',
    meaning: 'The file is there, and the system refused to execute it.',
    cause:
      'A file without its executable bit, a user that may not read it, or a file system that is mounted `noexec`.',
    firstStep:
      'Set the bit where the image is built: `chmod +x` for the binary or the script that starts it.',
  },
  network: {
    ...common,
    title: 'The task got no network',
    meaning: 'ECS could not give the task its network interface.',
    cause: 'A subnet without free addresses, a quota of network interfaces, or a VPC without DNS.',
    firstStep: "Look at the free addresses of the task's subnets and at the VPC's DNS settings.",
  },
  capacity: {
    ...common,
    title: 'There was no room for the task',
    meaning: 'ECS found nothing to run the task on.',
    cause:
      'No Fargate capacity in these subnets for now, or container instances without free CPU, memory or ports.',
    firstStep: 'Start it again in a few minutes; allow subnets in more Availability Zones, or add instances.',
  },
  role: {
    ...common,
    title: 'A role of the task lacks a right that it needs',
    meaning: 'ECS was refused something that it needs to start the task.',
    cause: 'A role that is gone, that ECS may not assume, or that lacks a right.',
    firstStep: 'Read in the reason which action was refused, and give it to the task execution role.',
  },
  container: {
    ...common,
    title: 'The container could not be started',
    meaning: 'The container runtime refused, or did not answer in time.',
    cause:
      'A command, a user, a port or a limit in the task definition that the runtime cannot do, or a host in trouble.',
    firstStep:
      'Read the reason: it names what the runtime could not do. Correct that in the task definition.',
  },
};

/** First step for an unknown failure to start. */
export const READ_THE_REASON =
  'Read the reason that the platform gives: it names what was missing. Correct that.';

/** The first step when golang-migrate was not started, by the platform's words. */
export function firstStepOf(words: string): string {
  const start = startFailureOf(words);
  return start === undefined ? READ_THE_REASON : START_FAILURES[start].firstStep;
}
