// mosquitto_pub, a client that knows nothing of us.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';

import iothub from 'azure-iothub';

import { address, owner, ready, telemetryOf, token } from './support.mjs';

const registry = iothub.Registry.fromConnectionString(owner);

function publish(id, password) {
  return spawnSync('mosquitto_pub', [
    '-h', address, '-p', '8883', '--cafile', ready.caCertificate, '-i', id,
    '-u', `${address}/${id}/?api-version=2021-04-12`, '-P', password,
    '-t', `devices/${id}/messages/events/source=mosquitto`, '-q', '1', '-m', '{"t":21.5}',
  ], { encoding: 'utf8', timeout: 20_000 });
}

test('publishes with a token and is refused with a wrong one', async () => {
  const identity = (await registry.create({ deviceId: 'sdk-mosquitto' })).responseBody;
  const key = identity.authentication.symmetricKey.primaryKey;
  const good = token(`${address}/devices/sdk-mosquitto`, key);
  const bad = token(`${address}/devices/sdk-mosquitto`, Buffer.alloc(32).toString('base64'));

  const published = publish('sdk-mosquitto', good);
  assert.equal(published.status, 0, published.stderr);
  const refused = publish('sdk-mosquitto', bad);
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /not authori[sz]ed/i);

  const messages = await telemetryOf('sdk-mosquitto', 1);
  assert.equal(messages.length, 1);
  assert.equal(messages[0].body, '{"t":21.5}');
  assert.deepEqual(messages[0].properties, { source: 'mosquitto' });
  await registry.delete('sdk-mosquitto');
});
