#include "tests/support/fake_hub.h"

#include "api/capabilities.h"
#include "api/health.h"
#include "base/json_writer.h"
#include "net/local_ca.h"

#include <QFile>
#include <QSslSocket>

namespace deck::test {
namespace {

using namespace Qt::StringLiterals;

QByteArray readFile(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", path.c_str());
    }
    return file.readAll();
}

} // namespace

FakeHub::FakeHub(const std::string& name)
{
    const auto made = hub::net::prepareCertificates(folder_ / "tls", {name});
    if (!made) {
        qFatal("no certificate: %s", made.error().detail.c_str());
    }
    chain_ = QSslCertificate::fromData(readFile(made.value().chain));
    key_ = QSslKey(readFile(made.value().key), QSsl::Ec);
    answerWell("/admin/capabilities");
    answerWell("/admin/health");
    if (!listen(QHostAddress::LocalHost)) {
        qFatal("no port");
    }
    port_ = serverPort();
}

QByteArray FakeHub::capabilities(const std::vector<std::string>& features)
{
    hub::api::Capabilities capabilities;
    capabilities.product = "Hubdeck";
    capabilities.hubId = "fake";
    capabilities.features = features;
    std::string out;
    hub::JsonWriter writer(out);
    hub::api::write(writer, capabilities);
    return QByteArray::fromStdString(out);
}

QByteArray FakeHub::health(const std::string& state, const std::string& reason)
{
    hub::api::Health health;
    health.state = state;
    health.reason = reason;
    std::string out;
    hub::JsonWriter writer(out);
    hub::api::write(writer, health);
    return QByteArray::fromStdString(out);
}

ConnectionProfile FakeHub::profile() const
{
    ConnectionProfile profile;
    profile.id = u"fake"_s;
    profile.name = u"Fake"_s;
    profile.host = u"127.0.0.1"_s;
    profile.port = port_;
    profile.policy = u"iothubowner"_s;
    profile.key = hub::Secret("0123456789abcdef");
    profile.authority = authority();
    return profile;
}

void FakeHub::answer(const QByteArray& path, int status, const QByteArray& body)
{
    answers_[path] = {Manner::Answer, status, body};
}

void FakeHub::hang(const QByteArray& path)
{
    answers_[path] = {Manner::Hang, 0, {}};
}

void FakeHub::breakOff(const QByteArray& path)
{
    answers_[path] = {Manner::BreakOff, 0, {}};
}

void FakeHub::answerWell(const QByteArray& path)
{
    answer(path, 200, path == "/admin/health" ? health("running") : capabilities({}));
}

void FakeHub::answerHanging(const QByteArray& path, int status, const QByteArray& body)
{
    for (const Hanging& one : std::exchange(hanging_, {})) {
        if (one.path != path) {
            hanging_ << one;
        } else if (one.socket) {
            write(*one.socket, {Manner::Answer, status, body});
        }
    }
}

void FakeHub::incomingConnection(qintptr handle)
{
    auto* const socket = new QSslSocket(this);
    socket->setSocketDescriptor(handle);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1); // as a hub does
    if (nonsense_) {
        socket->QIODevice::write("SSH-2.0-OpenSSH_9.2\r\n");
        socket->disconnectFromHost();
        return;
    }
    socket->setLocalCertificateChain(chain_);
    socket->setPrivateKey(key_);
    connect(socket, &QSslSocket::readyRead, this, [this, socket] { read(*socket); });
    connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QObject::destroyed, this, [this, socket] { buffers_.remove(socket); });
    socket->startServerEncryption();
}

void FakeHub::read(QSslSocket& socket)
{
    QByteArray& buffer = buffers_[&socket];
    buffer += socket.readAll();
    Request request;
    while (takeRequest(buffer, request)) {
        requests_ << request;
        reply(socket, request);
    }
}

/// False when it has not come whole.
bool FakeHub::takeRequest(QByteArray& buffer, Request& request) const
{
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0) {
        return false;
    }
    const QList<QByteArray> lines = buffer.left(end).split('\n');
    const QList<QByteArray> words = lines.first().trimmed().split(' ');
    request = {};
    request.method = words.value(0);
    const QByteArray target = words.value(1);
    const qsizetype mark = target.indexOf('?');
    request.path = mark < 0 ? target : target.left(mark);
    request.query = mark < 0 ? QByteArray() : target.mid(mark + 1);
    for (const QByteArray& line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers[line.left(colon).toLower()] = line.mid(colon + 1).trimmed();
    }
    const qsizetype length = request.headers.value("content-length").toLongLong();
    if (buffer.size() < end + 4 + length) {
        return false;
    }
    request.body = buffer.mid(end + 4, length);
    buffer.remove(0, end + 4 + length);
    return true;
}

void FakeHub::reply(QSslSocket& socket, const Request& request)
{
    if (request.path == "/admin/events" && !answers_.contains(request.path)) {
        socket.QIODevice::write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                                ": connected\n\n");
        streams_ << &socket;
        return;
    }
    const Answer ofPath = answers_.value(request.path, {Manner::Answer, 404, "{}"});
    const Answer answer = answers_.value(request.method + ' ' + request.path, ofPath);
    switch (answer.manner) {
    case Manner::Hang:
        hanging_ << Hanging{request.path, &socket};
        break;
    case Manner::BreakOff:
        socket.QIODevice::write("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"devices\":[");
        socket.disconnectFromHost();
        break;
    case Manner::Answer:
        write(socket, answer);
        break;
    }
}

void FakeHub::write(QSslSocket& socket, const Answer& answer)
{
    socket.QIODevice::write("HTTP/1.1 " + QByteArray::number(answer.status) +
                            " Text\r\nContent-Length: " + QByteArray::number(answer.body.size()) +
                            "\r\n\r\n" + answer.body);
}

void FakeHub::send(const QByteArray& bytes)
{
    for (const auto& stream : streams_) {
        if (stream) {
            stream->QIODevice::write(bytes);
        }
    }
}

void FakeHub::sendEvent(const QByteArray& id,
                        const QByteArray& type,
                        const QByteArray& data,
                        const QByteArray& deviceId)
{
    send("id: " + id + "\ndata: {\"time\":\"2026-11-22T14:32:06.412345Z\",\"type\":\"" + type +
         "\",\"deviceId\":\"" + deviceId + "\",\"data\":" + data + "}\n\n");
}

void FakeHub::cutStreams()
{
    for (const auto& stream : std::exchange(streams_, {})) {
        if (stream) {
            stream->disconnectFromHost();
        }
    }
}

int FakeHub::openStreams() const
{
    int count = 0;
    for (const auto& stream : streams_) {
        count += stream && stream->state() == QAbstractSocket::ConnectedState ? 1 : 0;
    }
    return count;
}

void FakeHub::goAway()
{
    close();
    for (QSslSocket* socket : findChildren<QSslSocket*>()) {
        socket->abort();
    }
}

bool FakeHub::goOn()
{
    return listen(QHostAddress::LocalHost, port_);
}

QList<FakeHub::Request> FakeHub::requestsOf(const QByteArray& path) const
{
    QList<Request> found;
    for (const Request& request : requests_) {
        if (request.path == path) {
            found << request;
        }
    }
    return found;
}

} // namespace deck::test
