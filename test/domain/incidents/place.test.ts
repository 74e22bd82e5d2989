import { describe, expect, test } from 'vitest';
import { isSamePlace, type Place, placeOf, withPlace } from '../../../lambda/domain/incidents/place.ts';

const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const TASK = '0123456789abcdef0123456789abcdef';
const DOCKER = `${TASK}${TASK}`;

describe('another run of the same place is recognised', () => {
  test.each([
    ['by its container, whichever task runs it', `ecs/${TASK}/migrate`, 'container migrate'],
    ['by a container whose name has parts', `ecs/${TASK}/jobs/migrate`, 'container jobs/migrate'],
    [
      'by pod, namespace and container',
      `logs//eks/app/tail.var.log.containers.orders-5d9_prod_migrate-${DOCKER}.log`,
      'container prod_migrate',
    ],
    [
      'and where the agent leaves `.log` out',
      `logs//eks/app/orders-5d9_prod_migrate-${DOCKER}`,
      'container prod_migrate',
    ],
    ['by its log stream, without a task’s id', `logs//app/web/${TASK}`, '/app/web/*'],
    ['without a UUID', `logs//app/${UUID}/web`, '/app/*/web'],
    ['without a UUID after a dot, before a dot', `logs//app/web.${UUID}.log`, '/app/web.*.log'],
    ['without a UUID after an underscore, before another', `logs//app/web_${UUID}_1`, '/app/web_*_1'],
    ['without a UUID after a dash', `logs//app/web-${UUID}`, '/app/web-*'],
    ['without an id of Docker', `logs//app/web/${DOCKER}`, '/app/web/*'],
    ['without several ids', `logs//app/${TASK}/${UUID}`, '/app/*/*'],
    ['without a version of Lambda before the id', `logs//app/[$LATEST]${TASK}`, '/app/[$LATEST]*'],
    ['without a short id of Docker', 'logs//app/web/0123456789ab', '/app/web/*'],
    ['without the number of a build', 'logs//app/web/4711/log', '/app/web/*/log'],
    ['without a day', 'logs//app/2026-03-05/web', '/app/*/web'],
    ['without a moment', 'logs//app/web/2026-03-05T02.13.00.123Z', '/app/web/*'],
    ['without a moment that a blank parts', 'logs//app/web/2026-03-05 02:13:00', '/app/web/*'],
    ['without a moment that a line parts', 'logs//app/web/2026-03-05_02-13', '/app/web/*'],
  ])('%s', (_how, origin, name) => {
    expect(placeOf({ origin })).toEqual({ name });
  });

  test.each([
    ['a name that begins like an id', `logs//app/${TASK}x/web`],
    ['a name that ends like an id', `logs//app/web${TASK}`],
    ['a word of hexadecimal digits that is not an id', 'logs//app/deadbeef/web'],
    ['a number within a name', 'logs//app/web-4711/log'],
    ['a version', 'logs//app/v2/web'],
    ['a short id within a name', 'logs//app/web-0123456789ab/log'],
    ['a day within a name', 'logs//app/web-2026-03-05/log'],
    ['a UUID that is too short', 'logs//app/0f8fad5b-d9cb-469f-a165-70867728950/web'],
    ['the first part, which is the log group', 'logs/4711/x'],
  ])('its name keeps %s', (_what, origin) => {
    expect(placeOf({ origin })).toEqual({ name: origin.slice('logs/'.length) });
  });

  test('a file in a folder called `logs` is not taken for a log group', () => {
    expect(placeOf({ origin: 'var/logs/web' })).toEqual({ name: 'var/logs/web' });
    expect(placeOf({ origin: 'x/ecs/1/web' })).toEqual({ name: 'x/ecs/*/web' });
  });

  test('by its CodeBuild project, where both are known', () => {
    const one = placeOf({ origin: 'logs//a/1', project: 'orders' });
    expect(one).toEqual({ name: '/a/*', project: 'orders' });
    expect(isSamePlace(one, { name: '/b/*', project: 'orders' })).toBe(true);
    expect(isSamePlace(one, { name: '/a/*', project: 'users' })).toBe(false);
    expect(isSamePlace(one, { name: '/a/*' })).toBe(true);
    expect(isSamePlace({ name: '/a/*' }, one)).toBe(true);
    expect(isSamePlace(one, { name: '/b/*' })).toBe(false);
  });
});

describe('the places of a database', () => {
  test('hold each once', () => {
    const known: readonly Place[] = [{ name: 'a' }, { name: 'b', project: 'p' }];
    expect(withPlace(known, { name: 'a' })).toBe(known);
    expect(withPlace(known, { name: 'b', project: 'p' })).toBe(known);
    expect(withPlace(known, { name: 'b' })).toEqual([...known, { name: 'b' }]);
    expect(withPlace(known, { name: 'c', project: 'p' })).toHaveLength(3);
  });

  test('are twenty at most: the oldest is dropped first', () => {
    const names = Array.from({ length: 21 }, (_, n) => ({ name: String(n) }));
    const places = names.reduce<readonly Place[]>(withPlace, []);
    expect(places).toEqual(names.slice(1));
  });
});
