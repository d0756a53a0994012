#include "app/console/samples/mqtt_device.h"

#include "app/console/samples/device_topics.h"

#include "models/client/device_token.h"

#include <QJsonDocument>
#include <QRandomGenerator>

#include <chrono>
#include <mutex>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kTokenLife = 1h;
constexpr std::chrono::milliseconds kRenewAfter = 50min;
constexpr std::chrono::milliseconds kFirstRetry = 1s;
constexpr std::chrono::milliseconds kLastRetry = 30s;
constexpr std::chrono::seconds kConnectTimeout = 10s;
constexpr std::chrono::seconds kKeepAlive = 60s;
constexpr std::size_t kMaxUnacknowledged = 32; ///< readings beyond are skipped, not queued
constexpr int kMqtt311 = 4;
constexpr int kAtMostOnce = 0;
constexpr int kAtLeastOnce = 1;

std::string serverUri(const MqttDeviceOptions& options)
{
    const QString host = options.host.contains(u':') ? u'[' + options.host + u']' : options.host;
    return u"ssl://%1:%2"_s.arg(host).arg(options.port).toStdString();
}

/// devices/{id}/messages/events/ and the properties of each message (device API, MQTT topics).
std::string topicOf(const SampleKind& kind)
{
    return QString(u"devices/"_s + kind.id +
                   u"/messages/events/%24.ct=application%2Fjson&%24.ce=utf-8&site="_s + kind.site)
        .toStdString();
}

std::chrono::milliseconds retryAfter(int failures)
{
    const auto wait = std::min(kFirstRetry * (1 << std::min(failures, 5)), kLastRetry);
    const double spread = 0.75 + QRandomGenerator::global()->generateDouble() / 2;
    return std::chrono::milliseconds(qint64(double(wait.count()) * spread));
}

} // namespace

/// Takes what Paho's threads have to say, until the device goes.
class MqttDevice::Mailbox final
{
public:
    explicit Mailbox(MqttDevice* device) : device_(device) {}

    void post(void (MqttDevice::*call)())
    {
        const std::lock_guard lock(mutex_);
        if (device_ != nullptr) {
            QMetaObject::invokeMethod(device_, call, Qt::QueuedConnection);
        }
    }
    void postMessage(const std::string& topic, const QByteArray& body)
    {
        const std::lock_guard lock(mutex_);
        if (device_ != nullptr) {
            QMetaObject::invokeMethod(
                device_, [device = device_, topic, body] { device->takeMessage(topic, body); },
                Qt::QueuedConnection);
        }
    }
    void close()
    {
        const std::lock_guard lock(mutex_);
        device_ = nullptr;
    }

private:
    std::mutex mutex_;
    MqttDevice* device_;
};

class MqttDevice::Listener final : public mqtt::iaction_listener
{
public:
    using Call = void (MqttDevice::*)();
    Listener(std::shared_ptr<Mailbox> mailbox, Call success, Call failure)
        : mailbox_(std::move(mailbox)), success_(success), failure_(failure)
    {}
    void on_success(const mqtt::token& /*token*/) override { mailbox_->post(success_); }
    void on_failure(const mqtt::token& /*token*/) override
    {
        if (failure_ != nullptr) {
            mailbox_->post(failure_);
        }
    }

private:
    std::shared_ptr<Mailbox> mailbox_;
    Call success_;
    Call failure_;
};

MqttDevice::MqttDevice(MqttDeviceOptions options, QObject* parent)
    : QObject(parent),
      options_(std::move(options)),
      kind_(sampleKinds()[options_.kind]),
      model_(kind_, QRandomGenerator::global()->generate()),
      work_(kind_),
      topic_(topicOf(kind_)),
      mailbox_(std::make_shared<Mailbox>(this)),
      onConnect_(
          std::make_unique<Listener>(mailbox_, &MqttDevice::takeConnected, &MqttDevice::takeLost)),
      onDisconnect_(
          std::make_unique<Listener>(mailbox_, &MqttDevice::takeLost, &MqttDevice::takeLost)),
      onSubscribe_(std::make_unique<Listener>(mailbox_, &MqttDevice::askForTwin, nullptr))
{
    retry_.setSingleShot(true);
    connect(&retry_, &QTimer::timeout, this, &MqttDevice::connectNow);
    renewal_.setSingleShot(true);
    connect(&renewal_, &QTimer::timeout, this, &MqttDevice::renew);
    interval_.setTimerType(Qt::PreciseTimer);
    connect(&interval_, &QTimer::timeout, this, &MqttDevice::publishNext);
}

MqttDevice::~MqttDevice()
{
    mailbox_->close();
}

void MqttDevice::start()
{
    connectNow();
}

void MqttDevice::makeClient()
{
    client_ =
        std::make_unique<mqtt::async_client>(serverUri(options_), QString(kind_.id).toStdString());
    client_->set_connection_lost_handler(
        [mailbox = mailbox_](const std::string&) { mailbox->post(&MqttDevice::takeLost); });
    // Paho acknowledges when the handler returns; a command is completed by that.
    client_->set_message_callback([mailbox = mailbox_](const mqtt::const_message_ptr& message) {
        mailbox->postMessage(message->get_topic(), QByteArray::fromStdString(message->to_string()));
    });
}

void MqttDevice::connectNow()
{
    try {
        if (!client_) {
            makeClient();
        }
        client_->connect(connectOptions(), nullptr, *onConnect_);
    } catch (const mqtt::exception&) {
        client_.reset(); // whatever state it is in, the next one begins anew
        takeLost();
    }
}

mqtt::connect_options MqttDevice::connectOptions() const
{
    const QString user = options_.host + u'/' + kind_.id +
                         u"/?api-version=2021-04-12&DeviceClientType=Hubdeck%20sample"_s;
    mqtt::ssl_options tls;
    tls.set_trust_store(options_.authority.toStdString());
    tls.set_enable_server_cert_auth(true);
    tls.set_verify(true); // the name in the certificate too
    mqtt::connect_options options;
    options.set_ssl(std::move(tls));
    options.set_mqtt_version(kMqtt311);
    options.set_clean_session(false); // as the SDKs do: the hub keeps what was subscribed to
    options.set_keep_alive_interval(kKeepAlive);
    options.set_connect_timeout(kConnectTimeout);
    options.set_user_name(user.toStdString());
    options.set_password(
        deviceToken(options_.host, kind_.id, options_.key, kTokenLife).toStdString());
    return options;
}

void MqttDevice::takeConnected()
{
    failures_ = 0;
    renewal_.start(kRenewAfter);
    interval_.start(work_.interval());
    try {
        const auto filters = mqtt::string_collection::create(deviceFilters(kind_.id));
        client_->subscribe(filters, {kAtLeastOnce, kAtLeastOnce, kAtLeastOnce, kAtLeastOnce},
                           nullptr, *onSubscribe_);
    } catch (const mqtt::exception&) {
        // The connection has just gone: takeLost() is on its way.
    }
    setConnected(true);
}

/// Not let in, cut off, or gone to come back with a fresh token.
void MqttDevice::takeLost()
{
    renewal_.stop();
    interval_.stop();
    unacknowledged_.clear();
    if (!retry_.isActive()) {
        retry_.start(retryAfter(failures_++));
    }
    setConnected(false);
}

void MqttDevice::renew()
{
    try {
        client_->disconnect(nullptr, *onDisconnect_);
    } catch (const mqtt::exception&) {
        takeLost();
    }
}

void MqttDevice::publishNext()
{
    const QByteArray reading = model_.next();
    if (!hasRoom()) {
        return;
    }
    send(topic_, reading, kAtLeastOnce);
}

void MqttDevice::send(const std::string& topic, const QByteArray& body, int quality)
{
    try {
        unacknowledged_.push_back(client_->publish(topic, body.constData(),
                                                   std::size_t(body.size()), quality, false));
    } catch (const mqtt::exception&) {
        // The connection has just gone: takeLost() is on its way.
    }
}

QByteArray MqttDevice::nextRequest()
{
    return QByteArray::number(++requests_);
}

/// Its answers can come from now on.
void MqttDevice::askForTwin()
{
    twinRequest_ = nextRequest();
    send(twinGetTopic(twinRequest_), {}, kAtMostOnce);
}

void MqttDevice::report()
{
    send(reportedTopic(nextRequest()),
         QJsonDocument(work_.reported()).toJson(QJsonDocument::Compact), kAtMostOnce);
}

void MqttDevice::takeMessage(const std::string& topic, const QByteArray& body)
{
    const DeviceMessage message = deviceMessage(topic, body);
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    switch (message.kind) {
    case DeviceMessage::Kind::Unknown: break;
    case DeviceMessage::Kind::Command: work_.countCommand(); break;
    case DeviceMessage::Kind::DesiredPatch: takeDesired(object); break;
    case DeviceMessage::Kind::Method: answerMethod(message.name, message.request, body); break;
    case DeviceMessage::Kind::TwinAnswer:
        if (message.status == 200 && message.request == twinRequest_) {
            work_.takeDesired(object["desired"_L1].toObject());
            interval_.setInterval(work_.interval());
            report();
        }
        break;
    }
}

void MqttDevice::takeDesired(const QJsonObject& desired)
{
    if (work_.takeDesired(desired)) {
        interval_.setInterval(work_.interval());
        report();
    }
}

void MqttDevice::answerMethod(const QString& name,
                              const QByteArray& request,
                              const QByteArray& body)
{
    const auto before = work_.interval();
    const SampleWork::Answer answer = work_.answer(name, body);
    send(methodAnswerTopic(answer.status, request), answer.payload, kAtMostOnce);
    if (work_.interval() != before) {
        interval_.setInterval(work_.interval());
        report();
    }
}

bool MqttDevice::hasRoom()
{
    while (!unacknowledged_.empty() && unacknowledged_.front()->is_complete()) {
        unacknowledged_.pop_front();
    }
    return unacknowledged_.size() < kMaxUnacknowledged;
}

void MqttDevice::setConnected(bool connected)
{
    if (connected_ != connected) {
        connected_ = connected;
        Q_EMIT connectedChanged();
    }
}

} // namespace deck
