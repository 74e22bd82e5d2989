/** Database engines that settings can declare; `other` is any engine that is not listed. */
export const ENGINES = ['postgres', 'cockroach', 'mysql', 'sqlite', 'other'] as const;
export type Engine = (typeof ENGINES)[number];

/** Engines whose statements `describe` and `forecast` can classify. */
export const CLASSIFIED_ENGINES = ['postgres', 'mysql'] as const satisfies readonly Engine[];
export type ClassifiedEngine = (typeof CLASSIFIED_ENGINES)[number];
