// X.509 sign-in with azure-iot-device, unmodified: by thumbprint, and by an authority of the hub.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import common from 'azure-iot-common';
import device from 'azure-iot-device';
import http from 'azure-iot-device-http';
import mqtt from 'azure-iot-device-mqtt';

import {
  address, adminRequest, createDevice, deleteDevice, optionsFor, telemetryOf,
} from './support.mjs';

const folder = mkdtempSync(join(tmpdir(), 'hubdeck-x509-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }).toString();
const read = (name) => readFileSync(join(folder, name), 'utf8');

/** NAME.pem and NAME.key, signed by issuer, or by itself. */
function certificate(name, commonName, issuer) {
  const config = `${name}.cnf`;
  const isAuthority = name.startsWith('ca');
  writeFileSync(join(folder, config), `basicConstraints=critical,CA:${isAuthority}\n`);
  openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${commonName}`);
  const signer = issuer ? ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial']
    : ['-key', `${name}.key`];
  openssl('x509', '-req', '-in', `${name}.csr`, '-days', '2', '-extfile', config,
    '-out', `${name}.pem`, ...signer);
  return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
}

const thumbprint = (name) => openssl('x509', '-in', `${name}.pem`, '-noout', '-fingerprint', '-sha256')
  .split('=')[1].replaceAll(':', '').trim();

async function sends(id, { cert, key }, transport = mqtt.Mqtt) {
  const client = device.Client.fromConnectionString(`HostName=${address};DeviceId=${id};x509=true`, transport);
  await client.setOptions(optionsFor(transport, { cert, key }));
  await client.open();
  await client.sendEvent(new common.Message('signed in by a certificate'));
  await client.close();
}

test('self-signed, by thumbprint, over MQTT, a WebSocket and HTTPS', async () => {
  const own = certificate('self', 'anything');
  const other = certificate('other', 'anything');
  await createDevice('sdk-x509', {
    authentication: { type: 'selfSigned', x509Thumbprint: { primaryThumbprint: thumbprint('self') } },
  });

  await sends('sdk-x509', own);
  await sends('sdk-x509', own, mqtt.MqttWs);
  await sends('sdk-x509', own, http.Http);
  const stored = await telemetryOf('sdk-x509', 3);
  assert.equal(stored.length, 3);
  assert.match(stored[0].systemProperties['iothub-connection-auth-method'], /"type":"x509"/);
  await assert.rejects(sends('sdk-x509', other), { name: 'UnauthorizedError' });
  await deleteDevice('sdk-x509');
});

test('signed by an authority, once the hub was shown that its key is held', async () => {
  const authority = certificate('ca1', 'Test authority');
  const leaf = certificate('leaf', 'sdk-x509-ca', 'ca1');
  const wrongName = certificate('wrong', 'somebody-else', 'ca1');
  await createDevice('sdk-x509-ca', { authentication: { type: 'certificateAuthority' } });
  await adminRequest('PUT', '/admin/certificates/sdk-ca', { certificate: authority.cert });
  await assert.rejects(sends('sdk-x509-ca', leaf), { name: 'UnauthorizedError' });

  const { code } = await adminRequest('POST', '/admin/certificates/sdk-ca/code');
  const proof = certificate('proof', code, 'ca1');
  await adminRequest('POST', '/admin/certificates/sdk-ca/verify', { certificate: proof.cert });
  await sends('sdk-x509-ca', leaf);
  assert.equal((await telemetryOf('sdk-x509-ca', 1)).length, 1);
  await assert.rejects(sends('sdk-x509-ca', wrongName), { name: 'UnauthorizedError' });

  await adminRequest('DELETE', '/admin/certificates/sdk-ca');
  await assert.rejects(sends('sdk-x509-ca', leaf), { name: 'UnauthorizedError' });
  await deleteDevice('sdk-x509-ca');
});
