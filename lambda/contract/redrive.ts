/** Prefix of the description of every function of a monitor. The redrive command invokes only functions with this prefix. */
export const FUNCTION_DESCRIPTION = 'migrate-watch: ';

/** Prefix of the names of the stack's outputs that hold the URLs of its dead-letter queues. */
export const DEAD_LETTERS_OUTPUT = 'DeadLetters';
