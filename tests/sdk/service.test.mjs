// Queries with azure-iothub's Registry, unmodified. Other tests use the same hub: each query here names
// its own devices.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import iothub from 'azure-iothub';

import { call, connect, createDevice, deleteDevice, deviceString, owner, registry } from './support.mjs';

const ids = ['sdk-query-1', 'sdk-query-2', 'sdk-query-3', 'sdk-query-4', 'sdk-query-5'];
const mine = "STARTSWITH(deviceId, 'sdk-query-')";
const mostPages = 50;
let client; // of sdk-query-1

before(async () => {
  for (const id of ids) {
    await createDevice(id);
  }
  await registry.updateTwin('sdk-query-1',
    { tags: { site: 'berlin', level: 3, group: { region: 'eu' } }, properties: { desired: { interval: 5 } } }, '*');
  await registry.updateTwin('sdk-query-2', { tags: { site: 'berlin', level: 1.5 } }, '*');
  await registry.updateTwin('sdk-query-3', { tags: { site: 'rome', level: 'x' } }, '*');
  await registry.addModule({ deviceId: 'sdk-query-4', moduleId: 'mod1' });
  await registry.addModule({ deviceId: 'sdk-query-4', moduleId: 'mod2' });
  await registry.updateModuleTwin('sdk-query-4', 'mod1', { tags: { role: 'pump' } }, '*');
  client = await connect(deviceString((await registry.get('sdk-query-1')).responseBody));
});

after(async () => {
  await client?.close();
  for (const id of ids) {
    await deleteDevice(id);
  }
});

/** All pages. The promise form of next() takes the token from its caller, not from the query. */
async function pages(query) {
  const all = [];
  do {
    const { result } = await query.next(query.continuationToken);
    all.push(result);
  } while (query.hasMoreResults && all.length < mostPages);
  return all;
}

const rows = async (text, size) => (await pages(registry.createQuery(text, size))).flat();
const byId = (a, b) => (a.deviceId < b.deviceId ? -1 : 1);

test('pages end without a token', async () => {
  const found = await pages(registry.createQuery(`SELECT * FROM devices WHERE ${mine}`, 2));
  assert.deepEqual(found.map((page) => page.length), [2, 2, 1]);
  assert.deepEqual(found.flat().map((twin) => twin.deviceId).sort(), ids);

  const exact = await pages(registry.createQuery(`SELECT * FROM devices WHERE ${mine}`, 5));
  assert.deepEqual(exact.map((page) => page.length), [5]);
  assert.equal((await pages(registry.createQuery(`SELECT * FROM devices WHERE ${mine}`))).length, 1);
});

test('pages go on with callbacks, and with a token that was kept', async () => {
  const query = registry.createQuery(`SELECT deviceId FROM devices WHERE ${mine}`, 3);
  const next = () => new Promise((resolve, reject) => {
    query.next((error, result) => (error ? reject(error) : resolve(result)));
  });
  const first = await next();
  assert.equal(first.length, 3);
  assert.equal(query.hasMoreResults, true);
  const kept = query.continuationToken;
  const second = await next();
  assert.equal(second.length, 2);
  assert.equal(query.hasMoreResults, false);
  assert.deepEqual([...first, ...second].map((row) => row.deviceId).sort(), ids);

  const later = registry.createQuery(`SELECT deviceId FROM devices WHERE ${mine}`, 3);
  assert.deepEqual((await later.next(kept)).result, second);
  assert.equal(later.hasMoreResults, false);
});

test('twins come as the SDK knows them, and can be updated', async () => {
  const query = registry.createQuery("SELECT * FROM devices WHERE deviceId = 'sdk-query-2'");
  const { result } = await query.nextAsTwin();
  assert.equal(result.length, 1);
  assert.equal(query.hasMoreResults, false);
  const [twin] = result;
  assert.equal(twin.deviceId, 'sdk-query-2');
  assert.deepEqual(twin.tags, { site: 'berlin', level: 1.5 });
  const read = (await registry.getTwin('sdk-query-2')).responseBody;
  assert.equal(twin.etag, read.etag);
  assert.deepEqual(twin.properties, read.properties);
  const updated = (await twin.update({ tags: { floor: 2 } })).result;
  assert.equal(updated.tags.floor, 2);
  const again = await rows("SELECT tags.floor FROM devices WHERE deviceId = 'sdk-query-2'");
  assert.deepEqual(again, [{ floor: 2 }]);

  const all = [];
  const paged = registry.createQuery(`SELECT * FROM devices WHERE ${mine}`, 2);
  while (paged.hasMoreResults && all.length < mostPages) {
    all.push(...(await paged.nextAsTwin()).result);
  }
  assert.deepEqual(all.map((each) => each.deviceId).sort(), ids);
});

test('a projection has what is there, under the names that were asked for', async () => {
  const found = await rows(`SELECT deviceId, tags.site AS Site, tags.[[group]].region FROM devices WHERE ${mine}`);
  assert.deepEqual(found.sort(byId), [
    { deviceId: 'sdk-query-1', Site: 'berlin', region: 'eu' },
    { deviceId: 'sdk-query-2', Site: 'berlin' },
    { deviceId: 'sdk-query-3', Site: 'rome' },
    { deviceId: 'sdk-query-4' },
    { deviceId: 'sdk-query-5' },
  ]);
  assert.deepEqual(await rows("SELECT DEVICEID, properties.desired.interval AS i FROM DEVICES\n" +
    "  WHERE properties.desired.interval = 5\n    AND deviceId IN ['sdk-query-1', 'sdk-query-2']"),
  [{ deviceId: 'sdk-query-1', i: 5 }]);
});

test('what is connected is found', async () => {
  const found = await rows(`SELECT deviceId, connectionState FROM devices
    WHERE connectionState = 'Connected' AND ${mine}`);
  assert.deepEqual(found, [{ deviceId: 'sdk-query-1', connectionState: 'Connected' }]);
});

test('aggregates and groups', async () => {
  assert.deepEqual(await rows(`SELECT COUNT() AS n FROM devices WHERE ${mine}`), [{ n: 5 }]);
  assert.deepEqual(
    await rows(`SELECT COUNT(tags.level) AS c, SUM(tags.level) AS s, AVG(tags.level) AS a FROM devices WHERE ${mine}`),
    [{ c: 3, s: 4.5, a: 2.25 }]);
  const groups = await rows(
    `SELECT tags.site AS site, COUNT() AS n FROM devices WHERE ${mine} GROUP BY tags.site`, 2);
  assert.deepEqual(groups.sort((a, b) => a.n - b.n || (a.site ? -1 : 1)),
    [{ site: 'rome', n: 1 }, { site: 'berlin', n: 2 }, { n: 2 }]);
});

test('nothing found is no row, and the end', async () => {
  for (const text of ["SELECT * FROM devices WHERE deviceId = 'sdk-nobody'",
    "SELECT deviceId FROM devices WHERE deviceId = 'sdk-nobody'",
    "SELECT tags.a, COUNT() AS n FROM devices WHERE deviceId = 'sdk-nobody' GROUP BY tags.a"]) {
    const query = registry.createQuery(text, 1);
    const { result } = await query.next();
    assert.deepEqual(result, []);
    assert.equal(query.hasMoreResults, false);
  }
  const counted = await rows("SELECT COUNT() AS n, SUM(tags.a) AS s FROM devices WHERE deviceId = 'sdk-nobody'");
  assert.deepEqual(counted, [{ n: 0 }]);
});

test('modules are found with their own tags', async () => {
  const query = registry.createQuery("SELECT * FROM devices.modules WHERE deviceId = 'sdk-query-4'", 1);
  const found = (await pages(query)).flat();
  assert.deepEqual(found.map((twin) => twin.moduleId).sort(), ['mod1', 'mod2']);
  const { result } = await registry.createQuery(
    "SELECT * FROM devices.modules WHERE tags.role = 'pump' AND deviceId = 'sdk-query-4'").nextAsTwin();
  assert.equal(result.length, 1);
  assert.equal(result[0].deviceId, 'sdk-query-4');
  assert.equal(result[0].moduleId, 'mod1');
  assert.deepEqual(
    await rows("SELECT deviceId, moduleId FROM devices.modules WHERE moduleId = 'mod2' AND deviceId = 'sdk-query-4'"),
    [{ deviceId: 'sdk-query-4', moduleId: 'mod2' }]);
});

test('item types are spelled as every SDK reads them', async () => {
  const typeOf = async (text) => {
    const { message } = await registry.createQuery(text).next();
    assert.match(message.headers['content-type'], /^application\/json/);
    return message.headers['x-ms-item-type'];
  };
  assert.equal(await typeOf("SELECT * FROM devices WHERE deviceId = 'sdk-query-1'"), 'Twin');
  assert.equal(await typeOf("SELECT * FROM devices.modules WHERE moduleId = 'mod1'"), 'Twin');
  assert.equal(await typeOf("SELECT deviceId FROM devices WHERE deviceId = 'sdk-query-1'"), 'Raw');
  assert.equal(await typeOf('SELECT COUNT() AS n FROM devices'), 'Raw');
});

test('wrong queries are the SDK\'s ArgumentError, which says where', async () => {
  for (const text of ['SELECT * FROM devices ORDER BY deviceId', 'SELECT * FROM devices WHERE nope(1)',
    'SELECT deviceId, COUNT() FROM devices', 'SELECT * FROM devices WHERE tags.group = 1', 'hello',
    `SELECT * FROM devices WHERE tags.a = '${'x'.repeat(9000)}'`]) {
    await assert.rejects(registry.createQuery(text).next(), (error) => {
      assert.equal(error.name, 'ArgumentError', text.slice(0, 60));
      assert.notEqual(error.message, '');
      return true;
    });
  }
  await assert.rejects(registry.createQuery('SELECT * FROM devices ORDER BY deviceId').next(), /23|ORDER/);
  await assert.rejects(registry.createQuery('SELECT * FROM devices').next('bad token'), { name: 'ArgumentError' });

  const { status, body } = await call('POST', '/devices/query?api-version=2021-04-12', '{}',
    { 'content-type': 'application/json' });
  assert.equal(status, 400);
  assert.match(body.Message, /^ErrorCode:ArgumentNull;./);
});

test('whoever may not ask learns nothing', async () => {
  const wrong = iothub.Registry.fromConnectionString(
    owner.replace(/SharedAccessKey=.*/, `SharedAccessKey=${Buffer.alloc(32).toString('base64')}`));
  await assert.rejects(wrong.createQuery('SELECT * FROM devices').next(), { name: 'UnauthorizedError' });
});
