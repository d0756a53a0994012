#include "models/snippet.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr quint16 kStandardPort = 8883;

/// 'it'\''s': the only quoting in which a POSIX shell reads nothing but the closing quote.
QString shellQuoted(QString text)
{
    return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\'';
}

/// A JSON text is a literal in Python and in JavaScript too.
QString literal(const QString& text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(1, array.size() - 2));
}

const QString kShell = uR"(mosquitto_pub -h %1 -p %2%3 -V mqttv311 \
  -i %4 \
  -u %5 \
  -P %6 \
  -t %7 -q 1 \
  -m '{"temperature": 21.5, "humidity": 48}'
)"_s;

QString shellSnippet(const DeviceAccess& access)
{
    const QString user = access.host + u'/' + access.deviceId + u"/?api-version=2021-04-12"_s;
    const QString topic = u"devices/"_s + access.deviceId +
                          u"/messages/events/$.ct=application%2Fjson&$.ce=utf-8"_s;
    const QString trust =
        access.caFile.isEmpty()
            ? u" --capath /etc/ssl/certs"_s
            : u" \\\n  --cafile "_s + shellQuoted(access.caFile);
    // One pass: values may themselves contain %1.
    return kShell.arg(shellQuoted(access.host), QString::number(access.mqttsPort), trust,
                      shellQuoted(access.deviceId), shellQuoted(user),
                      shellQuoted(access.password), shellQuoted(topic));
}

const QString kPython = uR"(# pip install paho-mqtt   (Debian: apt install python3-paho-mqtt)
import base64, hashlib, hmac, json, random, ssl, time, urllib.parse
import paho.mqtt.client as mqtt

host, port, device = %1, %2, %3
key = %4

def token(seconds=3600):
    resource = urllib.parse.quote(f"{host}/devices/{device}", safe="")
    expiry = int(time.time()) + seconds
    text = f"{resource}\n{expiry}".encode()
    signature = hmac.new(base64.b64decode(key), text, hashlib.sha256).digest()
    return "SharedAccessSignature " + urllib.parse.urlencode(
        {"sr": f"{host}/devices/{device}", "sig": base64.b64encode(signature), "se": expiry},
        quote_via=urllib.parse.quote, safe="")

options = {"client_id": device, "protocol": mqtt.MQTTv311}
if hasattr(mqtt, "CallbackAPIVersion"):  # paho-mqtt 2
    options["callback_api_version"] = mqtt.CallbackAPIVersion.VERSION2
client = mqtt.Client(**options)
client.username_pw_set(f"{host}/{device}/?api-version=2021-04-12", token())
client.tls_set(ca_certs=%5, tls_version=ssl.PROTOCOL_TLS_CLIENT)
client.connect(host, port)
client.loop_start()
topic = f"devices/{device}/messages/events/$.ct=application%2Fjson&$.ce=utf-8"
for _ in range(60):
    body = {"temperature": 20 + random.random() * 5, "humidity": 40 + random.random() * 20}
    client.publish(topic, json.dumps(body), qos=1).wait_for_publish(10)
    time.sleep(1)
client.disconnect()
client.loop_stop()
)"_s;

QString pythonSnippet(const DeviceAccess& access)
{
    const QString trust = access.caFile.isEmpty() ? u"None"_s : literal(access.caFile);
    QString text = kPython;
    text.replace(u"%2F"_s, u"\x01"_s); // not a place to fill in
    text = text.arg(literal(access.host), QString::number(access.mqttsPort),
                    literal(access.deviceId), literal(access.key), trust);
    return text.replace(u"\x01"_s, u"%2F"_s);
}

const QString kNode = uR"(// npm install azure-iot-device azure-iot-device-mqtt
const fs = require('fs');
const { Client, Message } = require('azure-iot-device');
const { Mqtt } = require('azure-iot-device-mqtt');

const client = Client.fromConnectionString(%1, Mqtt);
%2
async function main() {
  await client.open();
  for (let i = 0; i < 60; i++) {
    const body = { temperature: 20 + Math.random() * 5, humidity: 40 + Math.random() * 20 };
    const message = new Message(JSON.stringify(body));
    message.contentType = 'application/json';
    message.contentEncoding = 'utf-8';
    await client.sendEvent(message);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await client.close();
}

main().catch((error) => { console.error(error.message); process.exit(1); });
)"_s;

QString nodeSnippet(const DeviceAccess& access)
{
    const QString trust =
        access.caFile.isEmpty()
            ? QString()
            : u"const ready = client.setOptions({ ca: fs.readFileSync("_s + literal(access.caFile) +
                  u", 'utf8') });\n"_s;
    QString text = kNode.arg(literal(access.connectionString), trust);
    if (!trust.isEmpty()) {
        text.replace(u"  await client.open();"_s, u"  await ready;\n  await client.open();"_s);
    }
    return text;
}

} // namespace

QString nameOf(SnippetLanguage language)
{
    switch (language) {
    case SnippetLanguage::Shell: return u"mosquitto_pub"_s;
    case SnippetLanguage::Python: return u"Python"_s;
    case SnippetLanguage::Node: return u"Node.js"_s;
    }
    return {};
}

QString keyOf(SnippetLanguage language)
{
    switch (language) {
    case SnippetLanguage::Shell: return u"shell"_s;
    case SnippetLanguage::Python: return u"python"_s;
    case SnippetLanguage::Node: return u"node"_s;
    }
    return {};
}

SnippetLanguage snippetLanguageFrom(const QString& key)
{
    for (const SnippetLanguage language : {SnippetLanguage::Python, SnippetLanguage::Node}) {
        if (key == keyOf(language)) {
            return language;
        }
    }
    return SnippetLanguage::Shell;
}

QString snippetFor(SnippetLanguage language, const DeviceAccess& access)
{
    switch (language) {
    case SnippetLanguage::Shell: return shellSnippet(access);
    case SnippetLanguage::Python: return pythonSnippet(access);
    case SnippetLanguage::Node: return nodeSnippet(access);
    }
    return {};
}

QString obstacleFor(SnippetLanguage language, const DeviceAccess& access)
{
    if (access.deviceId.contains(u'+') || access.deviceId.contains(u'#')) { // MQTT 3.1.1 §3.3.2.1
        return QCoreApplication::translate(
                   "Snippet", "MQTT clients cannot publish as %1: + and # are wildcards in topics.")
            .arg(access.deviceId);
    }
    if (language == SnippetLanguage::Node && access.mqttsPort != kStandardPort) {
        return QCoreApplication::translate(
                   "Snippet", "This SDK knows MQTT on port %1 only; this hub listens on %2.")
            .arg(kStandardPort)
            .arg(access.mqttsPort);
    }
    if (access.isCaFileToBeMade) {
        return QCoreApplication::translate("Snippet",
                                           "First save the hub's certificate authority as %1: it is "
                                           "on Home, under Endpoints.")
            .arg(access.caFile);
    }
    return {};
}

} // namespace deck
