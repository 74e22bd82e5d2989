/** What a deployed function finds in its environment, as far as loading it needs; nothing of it is reached. */
export const HANDLER_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_REGION: 'eu-central-1',
};
