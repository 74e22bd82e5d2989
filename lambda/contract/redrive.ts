/** Begins the description of every function of a monitor: the redrive command invokes no other. */
export const FUNCTION_DESCRIPTION = 'migrate-watch: ';

/** Begins the names of the stack's outputs that hold the URLs of its dead-letter queues. */
export const DEAD_LETTERS_OUTPUT = 'DeadLetters';
