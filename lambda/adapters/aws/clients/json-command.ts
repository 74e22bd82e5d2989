import type { Command } from './aws-client.ts';

/** A class of commands, made like the SDK's with their input. */
type CommandClass<Input, Output> = new (input: Input) => Command<Output>;

interface JsonOperation<Input, Output> {
  /** Name of the interface and of the operation, with a dot between them. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** The input as JSON has it. @default unchanged */
  readonly write?: (input: Input) => object;
  /** The output, from what the JSON of the answer holds. @default unchanged */
  readonly read?: (answer: Output) => Output;
}

/** An operation of a service that speaks JSON. @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export function jsonCommand<Input extends object, Output>({
  target,
  version,
  write = (input) => input,
  read = (answer) => answer,
}: JsonOperation<Input, Output>): CommandClass<Input, Output> {
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
  return class {
    readonly input: Input;

    constructor(input: Input) {
      this.input = input;
    }

    request() {
      return { headers, body: JSON.stringify(write(this.input)) };
    }

    read(answer: string): Output {
      return read(JSON.parse(answer || '{}') as Output);
    }
  };
}
