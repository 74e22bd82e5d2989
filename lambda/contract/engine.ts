/** Database engines that settings can declare; `other` is any engine that is not listed. */
export const ENGINES = ['postgres', 'cockroach', 'mysql', 'sqlite', 'other'] as const;
export type Engine = (typeof ENGINES)[number];
