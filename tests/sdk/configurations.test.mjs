// Automatic configurations with azure-iothub's Registry, unmodified.
import assert from 'node:assert/strict';
import test from 'node:test';

import { connect, createDevice, deleteDevice, deviceString, eventually, registry, until } from './support.mjs';

const body = (result) => result.responseBody ?? result;
const read = async (id) => body(await registry.getConfiguration(id));

test('a configuration reaches its targets, changes, and goes again', async () => {
  const identity = await createDevice('sdk-config');
  await createDevice('sdk-config-other');
  await registry.updateTwin('sdk-config', { tags: { line: 'sdk-config' } }, '*');
  const client = await connect(deviceString(identity));
  const twin = await client.getTwin();
  const deltas = [];
  twin.on('properties.desired.chiller', (delta) => deltas.push(delta));

  const made = body(await registry.addConfiguration({
    id: 'sdk-c1',
    schemaVersion: '1.0',
    content: { deviceContent: { 'properties.desired.chiller': { t: 66 } } },
    targetCondition: "tags.line='sdk-config'",
    priority: 10,
    labels: { made: 'by a test' },
    metrics: { queries: { warm: "select deviceId from devices where tags.line='sdk-config'" } },
  }));
  assert.equal(made.id, 'sdk-c1');
  assert.deepEqual(made.content.deviceContent['properties.desired.chiller'], { t: 66 });

  await until(() => deltas.some((delta) => delta.t === 66));
  await eventually(async () => assert.equal((await read('sdk-c1')).metrics.results.warm, 1));
  const shown = body(await registry.getTwin('sdk-config'));
  assert.equal(shown.configurations['sdk-c1'].status, 'Applied');
  const other = body(await registry.getTwin('sdk-config-other'));
  assert.equal(other.properties.desired.chiller, undefined);
  assert.deepEqual((await read('sdk-c1')).systemMetrics.results, { targetedCount: 1, appliedCount: 1 });
  const listed = body(await registry.getConfigurations());
  assert.ok(listed.some((configuration) => configuration.id === 'sdk-c1'));
  await assert.rejects(registry.addConfiguration(made), /exists already|AlreadyExists/i);

  const stored = await read('sdk-c1');
  const changed = body(await registry.updateConfiguration({ ...stored, priority: 12 }, true));
  assert.equal(changed.priority, 12);
  assert.notEqual(changed.etag, stored.etag);
  await assert.rejects(registry.updateConfiguration({ ...stored, priority: 13 }),
    { name: 'InvalidEtagError' });
  const content = { deviceContent: { 'properties.desired.chiller': { t: 1 } } };
  await assert.rejects(registry.updateConfiguration({ ...changed, content }, true),
    { name: 'ArgumentError' });

  await registry.removeConfiguration('sdk-c1');
  await eventually(async () => {
    const cleaned = body(await registry.getTwin('sdk-config'));
    assert.equal(cleaned.properties.desired.chiller, undefined);
  });
  await assert.rejects(read('sdk-c1'));
  await client.close();
  await deleteDevice('sdk-config');
  await deleteDevice('sdk-config-other');
});

test('content is applied to one edge device', async () => {
  await registry.create({ deviceId: 'sdk-edge', capabilities: { iotEdge: true } });

  await registry.applyConfigurationContentOnDevice('sdk-edge', {
    modulesContent: {
      $edgeAgent: { 'properties.desired': { schemaVersion: '1.1', modules: { sensor: { version: '1.0' } } } },
      $edgeHub: { 'properties.desired': { schemaVersion: '1.1' } },
      sensor: { 'properties.desired': { rate: 5 } },
    },
  });

  const agent = body(await registry.getModuleTwin('sdk-edge', '$edgeAgent'));
  assert.equal(agent.properties.desired.modules.sensor.version, '1.0');
  const sensor = body(await registry.getModuleTwin('sdk-edge', 'sensor'));
  assert.equal(sensor.properties.desired.rate, 5);
  const modules = body(await registry.getModulesOnDevice('sdk-edge')).map((module) => module.moduleId);
  assert.deepEqual(modules.sort(), ['$edgeAgent', '$edgeHub', 'sensor']);
  await deleteDevice('sdk-edge');
});
