import { handlerEnvironment } from '../../lambda/adapters/aws/handler-environment.ts';
import { type PageConfig, readPageConfig } from '../../lambda/config/page.ts';
import { type ReviewConfig, readReviewConfig } from '../../lambda/config/review.ts';
import {
  type IngestConfig,
  readIngestConfig,
  readSweepConfig,
  readWriterConfig,
  type SweepConfig,
  type WriterConfig,
} from '../../lambda/config/writer.ts';
import { PAGE_ENV, REVIEW_ENV } from '../../lambda/contract/env.ts';
import { own } from '../../lambda/contract/own.ts';
import { declarationsOf } from '../../lib/functions/declarations-of.ts';
import {
  type ConfiguredFunction,
  type DeployedNames,
  functionVariables,
} from '../../lib/functions/function-variables.ts';
import type { SourceVariables } from '../../lib/functions/source-variables.ts';
import { SettingsError } from '../../lib/settings/load-settings.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { ACCOUNT, arnOf, REGION } from './aws-events/place.ts';

/** The configuration that the functions of a deployed monitor read from their environment. */
export interface Deployed {
  readonly settings: Settings;
  readonly ingest: IngestConfig;
  readonly lifecycle: WriterConfig;
  readonly sweep: SweepConfig;
  readonly page: PageConfig;
  readonly review: ReviewConfig;
}

/**
 * The functions' configuration if this settings file were deployed. The settings are turned into the functions' variables, which
 * the functions' own code then reads.
 *
 * @throws {@link SettingsError} with everything that is wrong with the file.
 */
export function deployed(settingsText: string, file = 'migrate-watch.yaml'): Deployed {
  const { settings, problems } = readSettings(settingsText, file);
  if (settings === undefined) throw new SettingsError(file, problems);
  return deployedAs(settings);
}

/** The same for settings that were read already. */
export function deployedAs(settings: Settings): Deployed {
  const environments = environmentsOf(settings);
  const environmentOf = (name: ConfiguredFunction) => {
    const { variables, files } = environments[name];
    return handlerEnvironment(variables, (file) => own(files, file)!);
  };
  return {
    settings,
    ingest: readIngestConfig(environmentOf('ingest')),
    lifecycle: readWriterConfig(environmentOf('lifecycle')),
    sweep: readSweepConfig(environmentOf('sweep')),
    page: readPageConfig(environmentOf('page')),
    review: readReviewConfig(environmentOf('review')),
  };
}

/** The environment of each function, with Lambda's own variables, and the files beside its code. */
export function environmentsOf(settings: Settings): Readonly<Record<ConfiguredFunction, SourceVariables>> {
  const variables = functionVariables(declarationsOf(settings, namesOf(settings)));
  const inLambda = ({ variables, files }: SourceVariables): SourceVariables => ({
    variables: { ...variables, [PAGE_ENV.region]: REGION },
    files,
  });
  const { ingest, lifecycle, sweep, page, review } = variables;
  return {
    ingest: inLambda(ingest),
    lifecycle: inLambda(lifecycle),
    sweep: inLambda(sweep),
    page: inLambda(page),
    review: inLambda({
      ...review,
      variables: { ...review.variables, [REVIEW_ENV.bucket]: `${settings.name}-reviews` },
    }),
  };
}

/** Placeholders for values that CloudFormation would generate. */
function namesOf({ name }: Settings): DeployedNames {
  const topic = (purpose: string) => arnOf('sns', `${name}-${purpose}`);
  return {
    monitor: { account: ACCOUNT, region: REGION, name },
    tableName: name,
    eventsTopicArn: topic('events'),
    topicArns: {
      critical: topic('critical'),
      warning: topic('warning'),
      info: topic('info'),
      health: topic('health'),
    },
    dashboardUrl: `https://${REGION}.console.aws.amazon.com/cloudwatch/home?region=${REGION}#dashboards/dashboard/${name}`,
  };
}
